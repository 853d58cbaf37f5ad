"""Paths that lead out of the app's repository, or into its `.git`: refused by who delivers and by who stores."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from luma_provider.github.files import Files, FilesInputs
from luma_provider.github.paths import RULE, is_safe
from luma_provider.model import Failure

from localcloud.core.store import Store
from localcloud.github.checkout import check_out
from localcloud.http.github import GITHUB
from payload.files import STATIC
from payload.render import ROOT as PAYLOAD
from tests.localcloud.http.speaker import Speaker, speaking
from tests.security.fuzz import STRANGE, profile
from tests.security.stack import delivered, good

OUT = ["/etc/passwd", "..", "../x", "a/../../x", "a/..", ".", "./a", "a//b", "a/", "", "a/./b", "\0", "a\0b"]
DOT_GIT = [
    *(".git", ".git/config", "a/.git/hooks/x", ".GIT/config", ".Git", ".git./x", ".git /x", "git~1/config", "GIT~1"),
    *(".g\u200cit/config", ".\ufeffgit/x", "\uff0egit/config", ".\uff27\uff29\uff34", ".git\\config", "a\\.git\\x"),
    *(".git::$INDEX_ALLOCATION/config", ".git:x"),
]
ODD = ["C:\\x", "\\\\server\\share", "a\\b", "..\\x", "a:b", "a\nb", "a\u202eb", "\ud800", "a\x7f", "x" * 2000, "..."]
FINE = [
    ".github/workflows/deploy.yml",
    ".gitignore",
    ".gitattributes",
    "docs/.gitkeep",
    "src/[id]/page.tsx",
    "a b",
    "\u00e9",
]


def failures(path: str) -> list[Failure]:
    """Return what the provider's check says of a file at a path."""
    inputs = FilesInputs.model_validate(
        {
            "owner": "luma-app",
            "repository": "web",
            "author": {"name": "x", "email": "x@luma.example"},
            "files": {path: {"content": "x", "mode": "managed"}},
        }
    )
    return list(Files.check(Files.__new__(Files), inputs))


@pytest.mark.parametrize("path", [*OUT, *DOT_GIT, *ODD])
def test_such_a_path_is_refused_before_anything_is_delivered(path: str) -> None:
    assert failures(path) == [Failure(f'files["{path}"]', RULE)], "by name, and with the rule"


@pytest.mark.parametrize("path", FINE)
def test_an_honest_path_is_taken(path: str) -> None:
    assert failures(path) == [], "as git takes it"


def test_every_delivered_file_is_at_an_honest_path() -> None:
    assert [path for path in delivered(good()) if not is_safe(path)] == [], "computed ones too"
    assert sorted({each.path for each in STATIC} - set(_files(PAYLOAD))) == [], "and is a file of the payload"


def _files(folder: Path) -> list[str]:
    return [str(each.relative_to(folder)) for each in folder.rglob("*") if each.is_file() and not each.is_symlink()]


def test_the_payload_holds_no_link() -> None:
    links = [path for path in PAYLOAD.parent.rglob("*") if path.is_symlink() and "node_modules" not in path.parts]
    assert links == [], "a link could bring any file of the machine into the app's repository"


def test_nothing_is_delivered_as_a_link() -> None:
    schema = FilesInputs.model_json_schema()["$defs"]["File"]["properties"]
    assert set(schema) == {"content", "executable", "mode"}, "a file is text, run or not; it has no kind"
    assert schema["mode"]["enum"] == ["managed", "merged", "scaffold"], "a mode is a way to deliver"


@pytest.fixture(scope="module")
def api(world: Store) -> Iterator[Speaker]:
    """Serve GitHub's API, with a repository."""
    with speaking(GITHUB, world) as found:
        found.good("POST", "/orgs/luma-app/repos", {"name": "paths", "auto_init": True})
        yield found


def stored(api: Speaker, path: str) -> int:
    """Ask for a tree with a file at a path, and return the status of the answer."""
    entry = {"path": path, "mode": "100644", "type": "blob", "content": "x"}
    return api.ask("POST", "/repos/luma-app/paths/git/trees", {"tree": [entry]}).status_code


@pytest.mark.parametrize("path", [*OUT, *DOT_GIT, "a/" * 5000 + "b"])
def test_the_repository_refuses_such_a_path_too(api: Speaker, path: str) -> None:
    assert stored(api, path) == 422, "as git's own fsck does"


@pytest.mark.parametrize("path", FINE)
def test_the_repository_takes_an_honest_path(api: Speaker, path: str) -> None:
    assert stored(api, path) == 201, "as git does"


PARTS = st.sampled_from([*STRANGE, *OUT, *DOT_GIT, "a", ".github", "x.ts"])


@profile(200)
@given(st.lists(PARTS, min_size=1, max_size=4).map("/".join))
def test_what_is_delivered_stays_in_the_folder_it_is_written_to(tmp_path: Path, path: str) -> None:
    if not failures(path):
        target = (tmp_path / path).resolve()
        assert target.is_relative_to(tmp_path.resolve()), "never beside it"
        assert ".git" not in [part.casefold() for part in target.relative_to(tmp_path.resolve()).parts], "nor in .git"


def test_a_checkout_of_a_damaged_world_writes_nothing_outside(
    tmp_path: Path, world: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("localcloud.github.objects._refuse_path", lambda path: None)
    with speaking(GITHUB, world) as api:
        api.good("POST", "/orgs/luma-app/repos", {"name": "damaged", "auto_init": True})
        api.ask("PUT", "/repos/luma-app/damaged/contents/..%2Foutside", {"message": "x", "content": "eA=="})
    with pytest.raises(ValueError, match="outside of it: the world is damaged"):
        check_out(world, "luma-app/damaged", tmp_path / "inside")
    assert not (tmp_path / "outside").exists(), "the folder is the border"
