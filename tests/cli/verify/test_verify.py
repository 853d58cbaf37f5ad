"""`luma verify`: a site that is as declared has no finding, and each thing that is changed is found, it alone."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from cli.errors import UserError
from cli.local.generate import PLATFORM, platform_of
from cli.stackfile import read_config
from cli.verify.bucket import public_checks
from cli.verify.checks import Check
from cli.verify.declared import Declared
from cli.verify.rules import declared_rules, rule_checks
from cli.verify.verb import host_of, site_checks
from cli.verify.wire import Place, Wire
from localcloud.http.proxy import authority
from localcloud.site.edge import CorsRule, Edge, HeaderRule, RedirectRule
from localcloud.site.server import Site
from settings.platform import Platform

ROOT = Path(__file__).resolve().parents[3]
PROD: Platform = platform_of("prod", {PLATFORM: read_config(ROOT / "Pulumi.prod.yaml")[PLATFORM]})
DOMAIN, WWW, IMAGES = PROD.app.domain, f"www.{PROD.app.domain}", PROD.r2.images.host
OWN = f"https://{DOMAIN}"
FOREIGN = "https://foreign.example"
CORS = CorsRule(origins=(OWN,), methods=("GET", "PUT"), headers=("content-type",))
FRAME = "X-Frame-Options"
Findings = set[tuple[str, str]]


def good() -> Edge:
    """Return a site that is as prod declares it."""
    return Edge(
        hosts={DOMAIN: None, WWW: DOMAIN},
        headers=tuple(HeaderRule(source=each.source, name=each.name, value=each.value) for each in PROD.vercel.headers),
        redirects=(RedirectRule(source="/home", destination="/", status=308),),
        buckets={IMAGES: (CORS,)},
    )


def findings(edge: Edge, platform: Platform = PROD) -> Findings:
    """Return area and subject of everything that `verify` finds wrong with a site."""
    return {(each.area, each.subject) for each in checks(edge, platform) if not each.good}


def checks(edge: Edge, platform: Platform = PROD) -> list[Check]:
    """Serve a site and look at it."""
    with Site(edge) as site, Wire(Place({"http": site.http, "https": site.https}, site.authority)) as wire:
        return list(site_checks(wire, Declared(platform, platform.app.domain)))


def with_header(name: str, value: str | None) -> Edge:
    """Return the good site with a header changed, or without it."""
    kept = [each if each.name != name else replace(each, value=value or "") for each in good().headers]
    return replace(good(), headers=tuple(each for each in kept if each.value))


def with_cors(**change: tuple[str, ...]) -> Edge:
    """Return the good site with another CORS rule."""
    return replace(good(), buckets={IMAGES: (replace(CORS, **change),)})


def test_a_site_as_declared_has_no_finding_and_every_declared_thing_is_looked_at() -> None:
    found = checks(good())
    assert [each for each in found if not each.good] == [], "all is as declared"
    headers = {each.subject.split()[-1] for each in found if each.area == "headers"}
    assert headers == {each.name for each in PROD.vercel.headers} | {"Content-Security-Policy"}, "none is left out"
    assert {each.area for each in found} == {"tls", "headers", "redirects", "cors"}, "every area that asks the site"


@pytest.mark.parametrize(
    ("edge", "found"),
    [
        pytest.param(
            with_header(FRAME, None),
            {("headers", f"/ {FRAME}"), ("headers", f"/api/luma-verify {FRAME}")},
            id="header-missing",
        ),
        pytest.param(
            with_header(FRAME, "SAMEORIGIN"),
            {("headers", f"/ {FRAME}"), ("headers", f"/api/luma-verify {FRAME}")},
            id="header-wrong",
        ),
        pytest.param(
            replace(good(), headers=(*good().headers, HeaderRule(source="/", name=FRAME, value="DENY"))),
            {("headers", f"/ {FRAME}")},
            id="header-doubled",
        ),
        pytest.param(
            with_header("Cache-Control", None), {("headers", "/api/luma-verify Cache-Control")}, id="header-of-a-path"
        ),
        pytest.param(
            with_header("Strict-Transport-Security", "max-age=60"),
            {("headers", f"{path} Strict-Transport-Security") for path in ("/", "/api/luma-verify")},
            id="hsts-short",
        ),
        pytest.param(
            replace(good(), nonce="always-the-same"), {("headers", "/ Content-Security-Policy")}, id="nonce-cached"
        ),
        pytest.param(
            replace(good(), csp="Content-Security-Policy-Report-Only"),
            {("headers", "/ Content-Security-Policy")},
            id="policy-only-reports",
        ),
        pytest.param(
            replace(good(), redirects=(RedirectRule(source="/home", destination="/home", status=308),)),
            {("redirects", f"{OWN}/home")},
            id="redirect-loop",
        ),
        pytest.param(
            replace(good(), redirects=(RedirectRule(source="/home", destination="/", status=307),)),
            {("redirects", f"{OWN}/home")},
            id="redirect-temporary",
        ),
        pytest.param(replace(good(), redirects=()), {("redirects", f"{OWN}/home")}, id="redirect-missing"),
        pytest.param(
            replace(good(), hosts={DOMAIN: None, WWW: None}),
            {("redirects", f"http://{WWW}/"), ("redirects", f"https://{WWW}/")},
            id="www-serves-itself",
        ),
        pytest.param(with_cors(origins=("*",)), {("cors", f"{method} from {OWN}") for method in ("GET", "PUT")}
                     | {("cors", f"{method} from {FOREIGN}") for method in ("GET", "PUT")}, id="cors-any-origin"),
        pytest.param(
            with_cors(origins=(OWN, FOREIGN)),
            {("cors", f"{method} from {FOREIGN}") for method in ("GET", "PUT")},
            id="cors-foreign-origin",
        ),
        pytest.param(with_cors(methods=("GET",)), {("cors", f"PUT from {OWN}")}, id="cors-no-upload"),
        pytest.param(
            replace(good(), buckets={IMAGES: ()}),
            {("cors", f"{method} from {OWN}") for method in ("GET", "PUT")},
            id="cors-gone",
        ),
    ],
)  # fmt: skip
def test_each_thing_that_is_changed_is_found_and_nothing_else(edge: Edge, found: Findings) -> None:
    assert findings(edge) == found, "exactly what differs from what is declared"


@pytest.mark.parametrize(
    ("life", "told"),
    [
        pytest.param(
            timedelta(minutes=-30), "its certificate is not to be trusted: certificate has expired", id="expired"
        ),
        pytest.param(timedelta(days=5), "it is not being renewed", id="about-to-expire"),
    ],
)
def test_a_certificate_that_ends_is_found_for_each_host(
    monkeypatch: pytest.MonkeyPatch, life: timedelta, told: str
) -> None:
    monkeypatch.setattr(authority, "LIFE", life)
    bad = [each for each in checks(good()) if not each.good]
    assert {(each.area, each.subject) for each in bad} == {("tls", host) for host in (DOMAIN, WWW, IMAGES)}, "each"
    assert all(told in each.words for each in bad), "and why"


def test_a_certificate_of_an_unknown_authority_is_found_and_the_host_is_asked_for_nothing_else() -> None:
    with Site(good()) as other, Site(good()) as site:
        place = Place({"http": site.http, "https": site.https}, other.authority)
        with Wire(place) as wire:
            found = list(site_checks(wire, Declared(PROD, DOMAIN)))
    assert {(each.area, each.good) for each in found} == {("tls", False)}, "nothing of such a host can be believed"


def test_a_deployments_own_address_is_not_asked_for_what_the_domain_alone_has() -> None:
    host = "luma-web-abc.vercel.app"
    with (
        Site(replace(good(), hosts={host: None})) as site,
        Wire(Place({"http": site.http, "https": site.https}, site.authority)) as wire,
    ):
        found = list(site_checks(wire, Declared(PROD, host)))
    assert [each for each in found if not each.good] == [], "as declared"
    assert not [each for each in found if "www" in each.subject], "its www host is nobody's"


def test_a_site_that_does_not_answer_is_a_finding_and_no_traceback() -> None:
    with Site(good()) as site:
        ports, trusted = {"http": site.http, "https": site.https}, site.authority
    with Wire(Place(ports, trusted)) as wire:
        found = list(site_checks(wire, Declared(PROD, DOMAIN)))
    assert {(each.area, each.subject) for each in found if not each.good} == {
        ("tls", host) for host in (DOMAIN, WWW, IMAGES)
    }, "each host"


def test_challenged_visitors_are_one_finding_with_its_cause() -> None:
    edge = replace(
        good(), headers=(*good().headers, HeaderRule(source="/.*", name="x-vercel-mitigated", value="challenge"))
    )
    bad = {each.words for each in checks(edge) if not each.good and each.area == "headers"}
    assert {"attack mode" in words for words in bad} == {True}, "not thirty missing headers"


RULES = declared_rules(PROD.github)


def rules_found(rules: Mapping[str, Mapping[str, Any]]) -> set[str]:
    """Return the rules that `verify` finds wrong."""
    return {each.subject for each in rule_checks(PROD.github, list(rules.items())) if not each.good}


def with_rule(kind: str, **change: object) -> dict[str, dict[str, Any]]:
    """Return the declared rules with parameters of one changed."""
    return {**RULES, kind: {**RULES[kind], **change}}


@pytest.mark.parametrize(
    ("rules", "found"),
    [
        pytest.param(RULES, set(), id="as-declared"),
        pytest.param({**RULES, "required_signatures": {}}, set(), id="more-than-declared"),
        pytest.param({name: own for name, own in RULES.items() if name != "deletion"}, {"main deletion"}, id="gone"),
        pytest.param({}, {f"main {name}" for name in RULES}, id="all-gone"),
        pytest.param(with_rule("pull_request", required_approving_review_count=0), {"main pull_request"}, id="weaker"),
        pytest.param(
            with_rule("required_status_checks", required_status_checks=[{"context": "migration-check"}]),
            {"main required_status_checks"},
            id="check-gone",
        ),
        pytest.param(
            with_rule(
                "required_status_checks",
                required_status_checks=RULES["required_status_checks"]["required_status_checks"][::-1],
            ),
            set(),
            id="in-another-order",
        ),
    ],
)  # fmt: skip
def test_each_rule_that_does_not_hold_is_found(rules: Mapping[str, Mapping[str, Any]], found: set[str]) -> None:
    assert rules_found(rules) == found, "exactly those"


def test_rules_that_are_not_known_count_as_not_holding() -> None:
    (found,) = rule_checks(PROD.github, UserError("GitHub: no answer"))
    assert (found.good, found.words) == (False, "not known: GitHub: no answer"), "unknown is unsafe"


def test_a_public_bucket_is_found_and_one_that_is_not_known_counts_as_public() -> None:
    def public(name: str) -> bool:
        if name == "luma-backups":
            raise UserError("Cloudflare: 503")
        return True

    found = {each.subject: (each.good, each.words) for each in public_checks(PROD, public)}
    assert found == {
        "luma-images": (False, "anybody can read it at its r2.dev address; declared off"),
        "luma-backups": (False, "not known: Cloudflare: 503"),
    }, "both"
    assert all(each.good for each in public_checks(PROD, lambda _: False)), "off is as declared"


@pytest.mark.parametrize(
    "url", ["http://luma.example", "https://luma.example/path", "https://luma.example:8443", "ftp:x"]
)
def test_an_address_that_is_no_site_is_refused(url: str) -> None:
    with pytest.raises(UserError, match="no address of a site"):
        host_of(url)


@pytest.mark.parametrize("url", ["https://luma.example", "luma.example", "https://luma.example/"])
def test_an_address_may_be_given_as_people_write_it(url: str) -> None:
    assert host_of(url) == "luma.example", "the host is what counts"
