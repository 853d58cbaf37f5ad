"""An unsafe setting is refused by the policy pack: it names the resource, the setting and the fix; nothing changes."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.engine import ROOT, Checkout

Settings = dict[str, Any]
HSTS = 5
CSP = {"source": "/(.*)", "name": "Content-Security-Policy", "value": "script-src *", "owner": "project-route"}
UNSAFE: list[Any] = [
    pytest.param(
        lambda s: s.update(protect=False),
        {
            ("GHR-004", "github-repository"),
            ("R2-008", "r2-backups"),
            ("R2-008", "r2-images"),
            ("SEN-009", "sentry-key"),
            ("STK-001", "sentry-project"),
            ("STK-001", "vercel-domain"),
            ("STK-001", "vercel-domain-www"),
            ("STK-001", "vercel-project"),
        },
        id="nothing-protected",
    ),
    pytest.param(lambda s: s["vercel"]["headers"].pop(HSTS), {("HDR-001", "github-files")}, id="no-transport-security"),
    pytest.param(
        lambda s: s["vercel"]["headers"][HSTS].update(value="max-age=60"),
        {("HDR-004", "vercel-route-headers-/(.*)")},
        id="short-transport-security",
    ),
    pytest.param(
        lambda s: s["vercel"]["headers"].append(CSP),
        {("HDR-002", "vercel-route-headers-/(.*)"), ("HDR-003", "vercel-route-headers-/(.*)")},
        id="scripts-from-anywhere",
    ),
    pytest.param(
        lambda s: s["vercel"].update(regions=["fra1"]), {("VCL-011", "vercel-project")}, id="region-not-allowed"
    ),
    pytest.param(
        lambda s: s["github"].update({"allowed-actions": ["*"]}),
        {("GHA-003", "github-actions-permissions")},
        id="any-action",
    ),
    pytest.param(
        lambda s: s["r2"].update({"token-expires": "2032-01-01T00:00:00Z"}),
        {("CFT-002", "r2-backups-token"), ("CFT-002", "r2-images-token")},
        id="tokens-for-years",
    ),
]


@pytest.mark.parametrize(("edit", "refused"), UNSAFE)
def test_an_unsafe_setting_is_refused_and_nothing_is_changed(
    prod: Checkout, edit: Callable[[Settings], object], refused: set[tuple[str, str]]
) -> None:
    before = prod.world()
    prod.edit("prod", edit)
    run = prod.local("up", "--yes")
    assert run.code != 0, "the pack is mandatory"
    assert run.violations() == refused, "the rules and resources, exactly"
    for rule, resource in refused:
        told = next(line for line in run.out.splitlines() if f"[{rule}] {resource}:" in line)
        assert "`" in told, "the setting is named"
        assert "Fix: " in told, "and the fix"
    assert prod.world() == before, "nothing was changed"


def test_without_the_pack_the_program_refuses_what_is_critical_and_nothing_is_changed(prod: Checkout) -> None:
    before = prod.stored()
    component = prod.folder / "components" / "vercel.py"
    component.write_text(component.read_text().replace("git_fork_protection=True", "git_fork_protection=False"))
    nothing = prod.folder / "nothing.json"
    nothing.write_text("{}")
    pack = ["--policy-pack", str(ROOT / "bench" / "floor_policies"), "--policy-pack-config", str(nothing)]
    done = prod.local("up", "--yes", *pack)
    assert done.code != 0, "a bare up must not slip past"
    assert "VCL-006" in done.text, "the rule is named"
    assert prod.stored() == before, "nothing was changed"
