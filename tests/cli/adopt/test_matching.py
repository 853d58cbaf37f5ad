"""Adoption takes what is declared and exists, and nothing that is not clear, not ours, or in use otherwise."""

from __future__ import annotations

import pytest

from cli.adopt.declared import Declared
from cli.adopt.identity import ROWS, UNKNOWN
from cli.adopt.matching import plan
from cli.errors import UserError
from cli.vendors.existing import Existing
from codegen.types import tokens
from tests.cli.adopt.samples import (
    BUCKET,
    CORS,
    DOMAIN,
    JOB_VARIABLE,
    MONITOR,
    POLICY,
    PROJECT,
    RECORD,
    REPOSITORY,
    SECRET,
    TOKEN,
    VARIABLE,
    resource,
    thing,
)

RULES = [{"id": "app"}]
PAIRS = {
    "a-repository-by-name": (resource(REPOSITORY, name="web"), thing(REPOSITORY, "web", name="web"), "import"),
    "a-variable-of-a-project-not-known-yet": (
        resource(VARIABLE, projectId=UNKNOWN, key="A", targets=["production"]),
        thing(VARIABLE, "team/prj/1", projectId="prj", key="A", targets=["production"]),
        "import",
    ),
    "a-variable-with-more-targets": (
        resource(VARIABLE, projectId="prj", key="A", targets=["production"]),
        thing(VARIABLE, "team/prj/1", projectId="prj", key="A", targets=["production", "preview"]),
        "import",
    ),
    "a-bucket": (
        resource(BUCKET, name="files", jurisdiction="default"),
        thing(BUCKET, "account/files/default", name="files", jurisdiction="default"),
        "import",
    ),
    "rules-that-have-no-import": (
        resource(CORS, bucketName="files", jurisdiction="default", rules=RULES),
        thing(CORS, bucketName="files", jurisdiction="default", rules=RULES),
        "prove",
    ),
    "an-address-that-leads-elsewhere": (
        resource(RECORD, zoneId="z", name="luma.example", type="A", content="76.76.21.21"),
        thing(RECORD, "z/1", zoneId="z", name="luma.example", type="A", content="192.0.2.1"),
        "import",
    ),
    "another-policy-for-mail": (
        resource(RECORD, zoneId="z", name="_dmarc.luma.example", type="TXT", content='"v=DMARC1; p=reject"'),
        thing(RECORD, "z/1", zoneId="z", name="_dmarc.luma.example", type="TXT", content='"v=DMARC1; p=none"'),
        "import",
    ),
}
OTHERS = {
    "another-key": (
        resource(VARIABLE, projectId="prj", key="A", targets=["production"]),
        thing(VARIABLE, "team/prj/1", projectId="prj", key="B", targets=["production"]),
    ),
    "another-target": (
        resource(VARIABLE, projectId="prj", key="A", targets=["production"]),
        thing(VARIABLE, "team/prj/1", projectId="prj", key="A", targets=["preview"]),
    ),
    "another-text-of-the-same-name": (
        resource(RECORD, zoneId="z", name="luma.example", type="TXT", content='"v=spf1 ~all"'),
        thing(RECORD, "z/1", zoneId="z", name="luma.example", type="TXT", content='"google-site-verification=1"'),
    ),
    "a-tag-s-policy": (
        resource(POLICY, repository="web", environment="production", branchPattern="main"),
        thing(POLICY, "web:production:1", repository="web", environment="production", tagPattern="main"),
    ),
    "another-jurisdiction": (
        resource(BUCKET, name="files", jurisdiction="eu"),
        thing(BUCKET, "account/files/default", name="files", jurisdiction="default"),
    ),
}


@pytest.mark.parametrize("case", sorted(PAIRS))
def test_what_a_resource_names_is_taken(case: str) -> None:
    wanted, there, way = PAIRS[case]
    found = plan([wanted], [there])
    assert [(each.thing, each.way) for each in found.taken] == [(there, way)], "the thing and how it is taken"
    assert (found.undeclared, found.made) == ([], []), "nothing is left over"


@pytest.mark.parametrize("case", sorted(OTHERS))
def test_what_a_resource_does_not_name_is_undeclared_and_the_resource_is_made(case: str) -> None:
    wanted, there = OTHERS[case]
    found = plan([wanted], [there])
    assert ([each.resource for each in found.made], found.undeclared) == ([wanted], [there]), "two different things"


def test_a_secret_is_never_taken_and_what_is_there_is_no_finding() -> None:
    wanted = resource(SECRET, repository="web", environment="production", secretName="A")
    there = thing(SECRET, repository="web", environment="production", secretName="A")
    found = plan([wanted], [there])
    assert [(each.thing, each.way, each.taken) for each in found.matches] == [(there, "overwrite", False)], (
        "nobody can read it, so it is written again"
    )
    assert found.undeclared == [], "it is the declared one afterwards"


@pytest.mark.parametrize(("hidden", "way"), [(True, "overwrite"), (False, "import")])
def test_a_job_s_variable_is_taken_only_where_it_can_be_read(hidden: bool, way: str) -> None:
    wanted = resource(JOB_VARIABLE, project="p", environment="prod", name="A", isSecret=hidden)
    there = thing(JOB_VARIABLE, "p/prod/A", project="p", environment="prod", name="A")
    assert [each.way for each in plan([wanted], [there]).matches] == [way], "secrets are never imported"


def test_a_token_of_the_same_name_stays_undeclared_because_its_value_is_lost() -> None:
    found = plan([resource(TOKEN, name="files-objects")], [thing(TOKEN, "account/1", name="files-objects")])
    assert [each.way for each in found.made] == ["remake"], "another one is made beside it"
    assert [each.import_id for each in found.undeclared] == ["account/1"], "and a person has to delete the old one"


def test_what_a_vendor_made_by_itself_is_ignored() -> None:
    found = plan([], [thing(MONITOR, "org/1", by_itself=True), thing(MONITOR, "org/2")])
    assert [each.import_id for each in found.ignored] == ["org/1"], "no person did it"
    assert [each.import_id for each in found.undeclared] == ["org/2"], "a person did"
    ours = plan([], [thing(MONITOR, "org/2", "billing: slow")], ignore=["sentry:billing*"])
    assert (len(ours.ignored), ours.undeclared) == (1, []), "a person says that nobody has to"


def test_what_another_stack_s_state_holds_is_declared() -> None:
    state = {"type": BUCKET, "custom": True, "id": "files", "inputs": {"name": "files"}}
    found = plan([], [thing(BUCKET, "account/files/default", name="files")], states=[state])
    assert found.undeclared == [], "the other stack manages it"


def test_what_the_state_has_is_managed_and_no_candidate_for_another_resource() -> None:
    mine = resource(VARIABLE, "mine", "same", "1", projectId="prj", key="A", targets=["production"])
    wanted = resource(VARIABLE, "wanted", projectId="prj", key="A", targets=["production"])
    found = plan([mine, wanted], [thing(VARIABLE, "team/prj/1", projectId="prj", key="A", targets=["production"])])
    assert ([each.name for each in found.managed], len(found.made)) == (["mine"], 1), "one thing, one resource"
    assert found.undeclared == [], "it is the managed one"


TWO = [
    thing(RECORD, "z/1", "first", zoneId="z", name="luma.example", type="A", content="192.0.2.1"),
    thing(RECORD, "z/2", "second", zoneId="z", name="luma.example", type="A", content="192.0.2.2"),
]
APEX = resource(RECORD, "dns-app", zoneId="z", name="luma.example", type="A", content="76.76.21.21")


def test_of_several_candidates_a_person_chooses() -> None:
    with pytest.raises(UserError, match="2 things could be this") as refused:
        plan([APEX], TWO)
    assert all(f"--id dns-app={each}" in str(refused.value) for each in ("z/1", "z/2", "none")), "what to type"
    found = plan([APEX], TWO, chosen={"dns-app": "z/2"})
    assert [each.thing for each in found.taken] == [TWO[1]], "the chosen one"
    assert found.undeclared == [TWO[0]], "the other is left alone"
    assert plan([APEX], TWO, chosen={"dns-app": "none"}).taken == [], "neither"


def test_of_several_candidates_the_one_that_is_exactly_as_declared_is_taken() -> None:
    exact = thing(RECORD, "z/3", zoneId="z", name="luma.example", type="A", content="76.76.21.21")
    assert [each.thing for each in plan([APEX], [*TWO, exact]).taken] == [exact], "there is no doubt"


REFUSED: dict[str, tuple[list[Declared], list[Existing], str]] = {
    "another-bucket-s-host": (
        [resource(DOMAIN, domain="images.luma.example", bucketName="files", zoneId="z")],
        [thing(DOMAIN, domain="images.luma.example", bucketName="old", zoneId="z")],
        "somebody else's \\(bucketName old, declared files\\)",
    ),
    "another-team-s-project": (
        [resource(PROJECT, slug="web", teams=["luma"])],
        [thing(PROJECT, "org/web", slug="web", teams=["billing"])],
        "somebody else's \\(teams billing, declared luma\\)",
    ),
    "a-readable-secret": (
        [resource(VARIABLE, projectId="p", key="A", targets=["production"], sensitive=True)],
        [thing(VARIABLE, "t/p/1", projectId="p", key="A", targets=["production"], sensitive=False)],
        "can be read in Vercel and is declared sensitive",
    ),
    "one-thing-for-two-resources": (
        [
            resource(VARIABLE, "one", projectId="p", key="A", targets=["production"]),
            resource(VARIABLE, "two", projectId="p", key="A", targets=["preview"]),
        ],
        [thing(VARIABLE, "t/p/1", projectId="p", key="A", targets=["production", "preview"])],
        "one, two: one thing exists for all of them",
    ),
    "an-address-where-a-name-has-to-be": (
        [resource(RECORD, zoneId="z", name="www.luma.example", type="CNAME", content="cname.vercel-dns.com")],
        [thing(RECORD, "z/1", zoneId="z", name="www.luma.example", type="A", content="192.0.2.1")],
        "stands where this record has to be",
    ),
}


@pytest.mark.parametrize("case", sorted(REFUSED))
def test_what_cannot_be_taken_without_a_loss_is_refused_by_name(case: str) -> None:
    resources, existing, words = REFUSED[case]
    with pytest.raises(UserError, match=words):
        plan(resources, existing)


def test_every_refusal_is_told_at_once() -> None:
    resources = [each for found, _, _ in REFUSED.values() for each in found]
    existing = [each for _, found, _ in REFUSED.values() for each in found]
    with pytest.raises(UserError, match="Nothing was changed: ") as refused:
        plan(resources, existing, chosen={"nobody": "1"})
    told = str(refused.value)
    assert "--id nobody: the stack declares nothing of this name" in told, "a mistyped name is one of them"
    assert all(word in told for word in ("somebody else's", "sensitive", "stands where")), "and all the others"


def test_every_type_that_the_program_can_use_has_a_row_or_is_known_to_need_none() -> None:
    own = {"luma:github:Files", "luma:sentry:Alert", "luma:sentry:Monitor", "luma:trigger:EnvVar"}
    used = {token for cloud, token in tokens() if cloud != "random"} | own
    unused = {
        "github:index/branch:Branch",
        "github:index/repositoryFile:RepositoryFile",
        "github:index/repositoryPullRequest:RepositoryPullRequest",
    }
    assert used - set(ROWS) == {"luma:github:Files", *unused}, (
        "files are delivered, and the program makes none of these"
    )
    assert set(ROWS) <= used, "no row is for a type that nothing uses"


def test_what_is_in_an_undeclared_thing_goes_with_it() -> None:
    bucket = thing(BUCKET, "account/old/default", name="old", jurisdiction="default")
    rules = thing(CORS, bucketName="old", jurisdiction="default", rules=RULES)
    found = plan([], [bucket, rules, thing(CORS, bucketName="ours", jurisdiction="default", rules=RULES)])
    assert [each.inputs.get("bucketName", "the bucket") for each in found.undeclared] == ["the bucket", "ours"], (
        "the rules of the undeclared bucket are told with it"
    )
