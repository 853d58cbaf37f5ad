"""GitHub's rules for pull requests within one repository.

Facts: docs.github.com, "REST API endpoints for pull requests". `merge` is what a person does on the web, with
every approval and check: no rule stands in its way here.
"""

from dataclasses import replace

from localcloud.core import ids
from localcloud.core.errors import Refused
from localcloud.core.transaction import Transaction
from localcloud.github.entities import Repository
from localcloud.github.entities_activity import Issue
from localcloud.github.entities_git import PullRequest, Ref
from localcloud.github.errors import ValidationFailed, not_found
from localcloud.github.objects import ACTOR, File, Objects
from localcloud.github.refs import Refs
from localcloud.github.repositories import Repositories


class PullRequests:
    """Pull requests."""

    def __init__(self, world: Transaction, repositories: Repositories, objects: Objects, refs: Refs) -> None:
        self.world = world
        self._repositories = repositories
        self._objects = objects
        self._refs = refs

    def create(
        self,
        repository: str,
        *,
        title: str,
        head: str,
        base: str,
        body: str = "",
        maintainer_can_modify: bool = False,
    ) -> PullRequest:
        """Open a pull request from branch `head` (or `owner:head` of the same owner) to branch `base`.

        Raises `NotFound`, `Forbidden` (archived), `ValidationFailed`: no title, a missing branch, nothing to
        merge, one that is open already.
        """
        owner = self._repositories.writable(repository)
        head = head.removeprefix(f"{owner.owner}:")
        if not title:
            raise ValidationFailed("PullRequest", "title", code="missing_field")
        ours, theirs = self._branch(owner, head, "head"), self._branch(owner, base, "base")
        if self._objects.contains(owner, theirs.sha, ours.sha):
            raise ValidationFailed("PullRequest", "", f"No commits between {base} and {head}")
        if any(each.base == base for each in self.listed(repository, head=head)):
            raise ValidationFailed("PullRequest", "", f"A pull request already exists for {owner.owner}:{head}.")
        return self._add(owner, ours, theirs, title=title, body=body, maintainer_can_modify=maintainer_can_modify)

    def find(self, repository: str, number: int) -> PullRequest | None:
        """Find a pull request."""
        owner = self._repositories.find(repository)
        return self.world.get(PullRequest, owner.id, str(number)) if owner else None

    def require(self, repository: str, number: int) -> PullRequest:
        """Find a pull request; raises `NotFound`."""
        found = self.find(repository, number)
        if found is None:
            raise not_found()
        return found

    def listed(self, repository: str, *, state: str = "open", head: str = "", base: str = "") -> list[PullRequest]:
        """List pull requests, oldest first; `state` is open, closed or all; raises `NotFound` (repository)."""
        owner = self._repositories.require(repository)
        head = head.removeprefix(f"{owner.owner}:")
        return [
            each
            for each in self.world.children(PullRequest, owner.id)
            if state in ("all", each.state) and head in ("", each.head) and base in ("", each.base)
        ]

    def update(
        self,
        repository: str,
        number: int,
        *,
        title: str | None = None,
        body: str | None = None,
        base: str | None = None,
        state: str | None = None,
        maintainer_can_modify: bool | None = None,
    ) -> PullRequest:
        """Change, close or reopen a pull request; raises `NotFound`, `Forbidden`, `ValidationFailed`."""
        owner = self._repositories.writable(repository)
        known = self.require(repository, number)
        if state == "open" and known.state == "closed":
            self._refuse_reopening(owner, known)
        if base is not None and base != known.base:
            known = replace(known, base=base, base_sha=self._branch(owner, base, "base").sha)
        flag = known.maintainer_can_modify if maintainer_can_modify is None else maintainer_can_modify
        changed = replace(
            known,
            title=known.title if title is None else title,
            body=known.body if body is None else body,
            state=state or known.state,
            maintainer_can_modify=flag,
            updated_at=self._now(),
        )
        return self.world.put(changed)

    def merge(self, repository: str, number: int) -> PullRequest:
        """Merge a pull request as a person would; the head branch goes where the repository says so.

        Raises `NotFound`, `Refused` (405) where it is closed or conflicts with its base.
        """
        owner = self._repositories.writable(repository)
        known = self.require(repository, number)
        if known.state != "open":
            raise Refused("Pull Request is not mergeable", status=405)
        base, head = self._branch(owner, known.base, "base"), self._branch(owner, known.head, "head")
        tree = self._objects.put_files(owner, self._merged_files(owner, base, head))
        message = f"Merge pull request #{number} from {owner.owner}/{known.head}\n\n{known.title}"
        commit = self._objects.put_commit(owner, tree.sha, (base.sha, head.sha), message)
        merged = self.world.put(
            replace(known, state="closed", merged=True, merge_sha=commit.sha, updated_at=self._now())
        )
        self._refs.advance(owner, base, commit.sha)
        if owner.delete_branch_on_merge:
            self._refs.drop(owner, head)
        return merged

    def _merged_files(self, repository: Repository, base: Ref, head: Ref) -> dict[str, File]:
        """Take what changed on the head over into the base; raises `Refused` where both changed a file."""
        origin = self._objects.common(repository, base.sha, head.sha)
        before = self._objects.files(repository, origin.tree) if origin else {}
        ours, theirs = self._listing(repository, base), self._listing(repository, head)
        for path in sorted({*before, *theirs}):
            if theirs.get(path) == before.get(path) or ours.get(path) == theirs.get(path):
                continue
            if ours.get(path) != before.get(path):
                raise Refused("Pull Request is not mergeable", status=405)
            if path in theirs:
                ours[path] = theirs[path]
            else:
                del ours[path]
        return ours

    def _listing(self, repository: Repository, ref: Ref) -> dict[str, File]:
        tip = self._objects.commit(repository, ref.sha)
        return self._objects.files(repository, tip.tree) if tip else {}

    def _add(
        self, owner: Repository, head: Ref, base: Ref, *, title: str, body: str, maintainer_can_modify: bool
    ) -> PullRequest:
        number = next_number(self.world, owner)
        now = self._now()
        seed = self.world.seed(PullRequest, owner.id, str(number))
        return self.world.add(
            PullRequest(
                id=str(ids.number(seed, 10)),
                repository=owner.id,
                number=number,
                title=title,
                body=body,
                head=head.name.removeprefix("heads/"),
                base=base.name.removeprefix("heads/"),
                head_sha=head.sha,
                base_sha=base.sha,
                opened_by=ACTOR,
                opened_at=now,
                updated_at=now,
                maintainer_can_modify=maintainer_can_modify,
            )
        )

    def _refuse_reopening(self, owner: Repository, known: PullRequest) -> None:
        if known.merged:
            raise ValidationFailed("PullRequest", "state", "state cannot be changed. The pull request is merged.")
        if self.world.get(Ref, owner.id, f"heads/{known.head}") is None:
            words = f"state cannot be changed. The {known.head} branch has been deleted."
            raise ValidationFailed("PullRequest", "state", words)

    def _branch(self, repository: Repository, name: str, field: str) -> Ref:
        found = self.world.get(Ref, repository.id, f"heads/{name}")
        if found is None:
            raise ValidationFailed("PullRequest", field, code="invalid")
        return found

    def _now(self) -> int:
        return int(self.world.clock.read().timestamp())


def next_number(world: Transaction, owner: Repository) -> int:
    """Choose the number of a repository's next pull request or issue: both are of one row."""
    return 1 + sum(len(world.children(kind, owner.id)) for kind in (Issue, PullRequest))
