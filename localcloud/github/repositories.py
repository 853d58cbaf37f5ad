"""GitHub's rules for organizations and repositories: names, plans, templates, renames, deletion.

Facts: docs.github.com, "REST API endpoints for repositories"; names and their case, plans: "GitHub's plans".
"""

import re
from dataclasses import replace
from typing import Final

from localcloud.core import ids
from localcloud.core.entities import Entity
from localcloud.core.transaction import KeyTaken, Transaction
from localcloud.github.entities import Organization, Redirect, Repository
from localcloud.github.entities_actions import DeploymentPolicy, Environment, Ruleset, Secret, Variable
from localcloud.github.entities_activity import Issue, WorkflowRun
from localcloud.github.entities_git import Blob, Commit, PullRequest, Ref, Tree
from localcloud.github.errors import ValidationFailed, archived, not_found
from localcloud.github.objects import Objects
from localcloud.github.repository_rules import refuse_settings

NAME: Final = re.compile(r"^[-a-zA-Z0-9_.]{1,100}$")
NOT_CREATED: Final = "Repository creation failed."
OWNED: Final[tuple[type[Entity], ...]] = (
    Blob,
    Tree,
    Commit,
    Ref,
    PullRequest,
    Issue,
    WorkflowRun,
    Ruleset,
    Secret,
    Variable,
    Redirect,
)


class Repositories:
    """The repositories of one owner, for the length of an operation.

    Without an owner (a provider that names none) it is the only organization there is.
    """

    def __init__(self, world: Transaction, owner: str, objects: Objects) -> None:
        self.world = world
        self._owner = owner
        self._objects = objects

    def organization(self) -> Organization:
        """Find the owner; raises `NotFound`."""
        found = self._account()
        if found is None:
            raise not_found()
        return found

    def find(self, name: str) -> Repository | None:
        """Find a repository by its name or a former one."""
        account = self._account()
        key = (account.login.lower(), name.lower()) if account else ("", "")
        known = self.world.get(Repository, *key)
        moved = None if known else self.world.get(Redirect, *key)
        return self.world.by_id(Repository, moved.repository) if moved else known

    def require(self, name: str) -> Repository:
        """Find a repository; raises `NotFound`."""
        found = self.find(name)
        if found is None:
            raise not_found()
        return found

    def writable(self, name: str) -> Repository:
        """Find a repository that may be changed; raises `NotFound`, `Forbidden` where it is archived."""
        found = self.require(name)
        if found.archived:
            raise archived()
        return found

    def listed(self) -> list[Repository]:
        """List the owner's repositories, oldest first."""
        return self.world.children(Repository, self.organization().login.lower())

    def paid(self, repository: Repository) -> bool:
        """Tell whether a repository has what private ones have on Team and up: rulesets, branch policies."""
        return repository.visibility == "public" or self.organization().plan != "free"

    def create(self, draft: Repository) -> Repository:
        """Make an empty repository; its id and owner come from here.

        Raises `ValidationFailed` for a name that is taken or no name, and for settings that contradict each
        other or the plan.
        """
        organization = self.organization()
        if not NAME.match(draft.name):
            words = f"{draft.name!r} is not a repository name"
            raise ValidationFailed("Repository", "name", words, summary=NOT_CREATED)
        refuse_settings(draft, organization)
        number = ids.number(self.world.seed(Repository, organization.login.lower(), draft.name.lower()))
        made = replace(draft, id=str(number), owner=organization.login)
        try:
            self.world.add(made)
        except KeyTaken as error:
            words = "name already exists on this account"
            raise ValidationFailed("Repository", "name", words, summary=NOT_CREATED) from error
        self._forget_redirect(made)
        return made

    def initialise(self, repository: Repository, gitignore: str = "", license_: str = "") -> None:
        """Make the first commit with a README and, where named, a .gitignore and a LICENSE."""
        files = {"README.md": f"# {repository.name}\n{repository.description}".rstrip().encode()}
        if gitignore:
            files[".gitignore"] = f"# {gitignore}\n".encode()
        if license_:
            files["LICENSE"] = f"{license_}\n".encode()
        self._objects.start(repository, files, "Initial commit")

    def generate(self, draft: Repository, *, all_branches: bool) -> Repository:
        """Make a repository from the template `draft.template` (`owner/name`), each branch in one commit.

        Raises `NotFound` for a missing template, `ValidationFailed` for a repository that is none.
        """
        owner, _, name = draft.template.partition("/")
        template = self.world.get(Repository, owner.lower(), name.lower())
        if template is None:
            raise not_found()
        if not template.is_template:
            raise ValidationFailed("Repository", "template", f"{template.full_name} is not a template repository")
        made = self.create(replace(draft, default_branch=template.default_branch))
        default = f"heads/{template.default_branch}"
        for ref in self.world.children(Ref, template.id):
            if ref.name == default or (all_branches and ref.name.startswith("heads/")):
                self._copy(template, ref, made)
        return made

    def update(self, name: str, wanted: Repository) -> Repository:
        """Change a repository's settings, also its name: everything it holds follows.

        What has operations of its own (alerts, Actions, …) stays. Raises `NotFound`, `Forbidden` where it is
        archived and stays so, `ValidationFailed`.
        """
        known = self.require(name)
        if known.archived and wanted.archived:
            return known
        changed = replace(
            wanted,
            id=known.id,
            owner=known.owner,
            vulnerability_alerts=known.vulnerability_alerts,
            security_updates=known.security_updates,
            actions=known.actions,
            workflow=known.workflow,
            template=known.template,
        )
        refuse_settings(changed, self.organization())
        if changed.default_branch != known.default_branch:
            self._require_branch(known, changed.default_branch)
        return self._rename(known, changed)

    def delete(self, name: str) -> None:
        """Remove a repository with everything in it; one that is gone already is no error."""
        found = self.find(name)
        if found is None:
            return
        for environment in self.world.children(Environment, found.id):
            for kind in (Secret, Variable, DeploymentPolicy):
                self._remove_children(kind, environment.id)
            self.world.remove(environment)
        for owned in OWNED:
            self._remove_children(owned, found.id)
        self.world.remove(found)

    def _account(self) -> Organization | None:
        if self._owner:
            return self.world.get(Organization, self._owner.lower())
        known = self.world.all(Organization)
        return known[0] if len(known) == 1 else None

    def _remove_children(self, kind: type[Entity], parent: str) -> None:
        for each in self.world.children(kind, parent):
            self.world.remove(each)

    def _rename(self, known: Repository, changed: Repository) -> Repository:
        if known.key() == changed.key():
            return self.world.put(changed)
        if not NAME.match(changed.name):
            raise ValidationFailed("Repository", "name", f"{changed.name!r} is not a repository name")
        try:
            self.world.put(changed)
        except KeyTaken as error:
            raise ValidationFailed("Repository", "name", "name already exists on this account") from error
        self._forget_redirect(changed)
        self.world.add(
            Redirect(id=f"{known.id}:{known.name.lower()}", owner=known.owner, name=known.name, repository=known.id)
        )
        return changed

    def _forget_redirect(self, repository: Repository) -> None:
        """Let a repository take over a name that was another's."""
        former = self.world.get(Redirect, *repository.key())
        if former is not None:
            self.world.remove(former)

    def _require_branch(self, repository: Repository, branch: str) -> None:
        if self.world.get(Ref, repository.id, f"heads/{branch}") is None:
            words = f"The branch {branch} was not found. Please push that ref first or create it via the Git Data API."
            raise ValidationFailed("Repository", "default_branch", words, code="invalid")

    def _copy(self, source: Repository, ref: Ref, target: Repository) -> None:
        """Copy what a branch holds now, without its history."""
        tip = self._objects.commit(source, ref.sha)
        if tip is None:
            return
        files = self._objects.files(source, tip.tree)
        for file in files.values():
            blob = self._objects.blob(source, file.sha)
            if blob is not None:
                self._objects.put_blob(target, blob.data)
        tree = self._objects.put_files(target, files)
        commit = self._objects.put_commit(target, tree.sha, (), "Initial commit")
        self._objects.add_ref(target, ref.name, commit.sha)
