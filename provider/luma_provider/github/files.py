"""`luma:github:Files`: a set of files in one commit, straight to the branch or by one pull request.

In order means that the base branch holds what is wanted, or that the open pull request would bring it.
"""

from collections.abc import Iterable, Mapping
from typing import ClassVar, Final

from pydantic import Field

from luma_provider.diff import Change as Kind
from luma_provider.errors import NotFound, ProviderError
from luma_provider.github import merge, paths, plan
from luma_provider.github.delivery import Delivery
from luma_provider.github.plan import Delivered, File
from luma_provider.github.repository import EXECUTABLE, Author, Repository
from luma_provider.model import Failure, Model, dump
from luma_provider.registry import REGISTRY
from luma_provider.resource import Computed, Found, Resource
from luma_provider.values import Value, has_unknown

TOKEN: Final = "luma:github:Files"  # noqa: S105 - a type token


class Signature(Model):
    """Who signs the commits off."""

    name: str = Field(description="Name.")
    email: str = Field(description="E-mail address.")


class FilesInputs(Model):
    """Files of one branch of one repository."""

    owner: str = Field(description="User or organization that owns the repository.")
    repository: str = Field(description="Name of the repository; it must have a first commit.")
    branch: str = Field(default="main", description="Branch that gets the files.")
    proposal_branch: str = Field(default="luma/platform", description="Branch of the pull request.")
    title: str = Field(default="Update the platform's files", description="Title of commits and pull requests.")
    author: Signature = Field(description="The person or robot that signs the commits off.")
    files: dict[str, File] = Field(description="The files by path.")


@REGISTRY.resource(TOKEN)
class Files(Resource[FilesInputs]):
    """A set of files in one commit: straight to a branch that nothing guards, otherwise by one pull request.

    A file is managed, merged or a scaffold. Files that are no longer declared are deleted, if this resource made them.
    Deleting the resource takes its untouched managed files out of an unguarded branch and closes an open pull request;
    it never opens one.

    Import id: owner/repository:branch.
    """

    INPUTS = FilesInputs
    REPLACE = frozenset({"owner", "repository", "branch", "proposalBranch"})
    APART = frozenset({"files"})
    PUBLIC = frozenset({"files", "title", "author"})
    VOLATILE = frozenset({"commitSha", "delivered", "pullRequestUrl", "report"})
    COMPUTED: ClassVar = {
        "commitSha": Computed("string", "Sha of the commit that carries the files."),
        "delivered": Computed("object", "What is known of each file, by path.", "Delivered"),
        "pullRequestUrl": Computed("string", "Address of the open pull request; empty where there is none."),
        "report": Computed("array", "Scaffolds that are no longer as they were made.", "string"),
    }
    TYPES = (Delivered,)

    def check(self, inputs: FilesInputs) -> Iterable[Failure]:
        """Refuse paths that git refuses, and merged parts that cannot be read."""
        for path, file in inputs.files.items():
            where = f'files["{path}"]'
            if not paths.is_safe(path):
                yield Failure(where, paths.RULE)
            if file.mode == "merged":
                try:
                    merge.parts(path, file.content)
                except ProviderError as error:
                    yield Failure(f"{where}.content", str(error))

    def drift(self, outputs: Mapping[str, Value], wanted: Mapping[str, Value]) -> Mapping[str, Kind]:
        """Compare the files by what the state knows of them."""
        if has_unknown(wanted.get("files")):
            return {"files": "update"}
        files = {path: File.model_validate(each) for path, each in _items(wanted.get("files"))}
        return plan.difference(_ledger(outputs), files)

    async def create(self, inputs: FilesInputs) -> Found[FilesInputs]:
        """Deliver the files for the first time."""
        return await self._deliver(inputs, {})

    async def read(
        self, resource_id: str, inputs: FilesInputs | None, outputs: Mapping[str, Value]
    ) -> Found[FilesInputs] | None:
        """Look at the branch, and where something is amiss at the open pull request."""
        owner, name, branch = _split(resource_id)
        repository = Repository(self.services.github, owner, name)
        try:
            tree = await repository.files(branch)
        except NotFound:
            return None
        if inputs is None:
            signature = Signature(name="", email="")
            return _found(FilesInputs(owner=owner, repository=name, branch=branch, author=signature, files={}), {}, {})
        return await self._look(repository, inputs, tree, outputs)

    async def update(self, resource_id: str, inputs: FilesInputs, outputs: Mapping[str, Value]) -> Found[FilesInputs]:
        """Bring the files into order."""
        del resource_id
        return await self._deliver(inputs, _ledger(outputs))

    async def delete(self, resource_id: str, outputs: Mapping[str, Value]) -> None:
        """Take back what can be taken back without a new pull request."""
        owner, name, branch = _split(resource_id)
        author = outputs.get("author")
        signed = Signature.model_validate(author)
        delivery = Delivery(
            Repository(self.services.github, owner, name),
            branch,
            str(outputs.get("proposalBranch")),
            f"Remove: {outputs.get('title')}",
            Author(signed.name, signed.email),
        )
        await delivery.withdraw(_ledger(outputs))

    async def _deliver(self, inputs: FilesInputs, ledger: Mapping[str, Delivered]) -> Found[FilesInputs]:
        repository = Repository(self.services.github, inputs.owner, inputs.repository)
        author = Author(inputs.author.name, inputs.author.email)
        delivery = Delivery(repository, inputs.branch, inputs.proposal_branch, inputs.title, author)
        done = await delivery.deliver(inputs.files, ledger)
        notes: list[Value] = [*done.notes]
        facts: dict[str, Value] = {"commitSha": done.commit, "pullRequestUrl": done.url, "report": notes}
        return _found(inputs, done.ledger, facts)

    async def _look(
        self, repository: Repository, inputs: FilesInputs, tree: plan.Tree, outputs: Mapping[str, Value]
    ) -> Found[FilesInputs]:
        """Compare the branch with what is wanted; an open pull request that brings the difference puts it right."""
        ledger = _ledger(outputs)
        notes: list[Value] = [*plan.notes(tree, inputs.files)]
        facts: dict[str, Value] = {"commitSha": outputs.get("commitSha"), "pullRequestUrl": "", "report": notes}
        texts = await read_texts(repository, plan.to_read(tree, ledger, inputs.files))
        amiss = plan.changes(tree, texts, ledger, inputs.files)
        if not amiss:
            return _found(inputs, plan.record(tree, inputs.files, ledger), facts)
        pull = await repository.pull(inputs.proposal_branch, inputs.branch)
        if pull is not None:
            facts["pullRequestUrl"] = pull.html_url
            proposed = await repository.files(pull.head.sha)
            brought = await read_texts(repository, plan.to_read(proposed, ledger, inputs.files))
            if not plan.changes(proposed, brought, ledger, inputs.files):
                return _found(inputs, ledger, facts)
        paths = {each.path for each in amiss}
        live = await self._live(repository, inputs.files, tree, paths, texts)
        kept = {path: each for path, each in ledger.items() if path not in paths}
        present = {path: plan.seen(path, live[path], ledger) for path in paths & set(live)}
        stay = {path: each for path, each in plan.staying(ledger, inputs.files).items() if path in tree}
        record = {**kept, **present, **stay}
        return _found(inputs.model_copy(update={"files": live}), record, facts)

    async def _live(
        self,
        repository: Repository,
        files: plan.Files,
        tree: plan.Tree,
        amiss: set[str],
        texts: Mapping[str, str],
    ) -> dict[str, File]:
        """Give the files as they stand, for a readable difference; those that are missing are left out."""
        found: dict[str, File] = {}
        for path, file in files.items():
            if path not in amiss:
                found[path] = file
            elif path in tree:
                text = texts.get(path) or await repository.text(tree[path].sha)
                ours = merge.part(path, text, file.content) if file.mode == "merged" else text
                executable = tree[path].mode == EXECUTABLE
                found[path] = File(content=ours, mode=file.mode, executable=executable)
        return found


async def read_texts(repository: Repository, blobs: Mapping[str, str]) -> dict[str, str]:
    """Read blobs by path."""
    return {path: await repository.text(sha) for path, sha in blobs.items()}


def _found(inputs: FilesInputs, ledger: Mapping[str, Delivered], facts: Mapping[str, Value]) -> Found[FilesInputs]:
    known: dict[str, Value] = {path: dump(each) for path, each in sorted(ledger.items())}
    plain: dict[str, Value] = {"commitSha": "", "pullRequestUrl": "", "report": []}
    resource_id = f"{inputs.owner}/{inputs.repository}:{inputs.branch}"
    return Found(resource_id, inputs, {**plain, **facts, "delivered": known})


def _ledger(outputs: Mapping[str, Value]) -> dict[str, Delivered]:
    return {path: Delivered.model_validate(each) for path, each in _items(outputs.get("delivered"))}


def _items(value: Value) -> Iterable[tuple[str, Value]]:
    return value.items() if isinstance(value, dict) else ()


def _split(resource_id: str) -> tuple[str, str, str]:
    path, colon, branch = resource_id.partition(":")
    owner, slash, name = path.partition("/")
    if not (colon and slash and owner and name and branch):
        raise ProviderError(f"{resource_id!r} is no id of a {TOKEN}: import it as owner/repository:branch")
    return owner, name, branch
