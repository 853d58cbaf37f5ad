"""`github:index/repository:Repository`; its id is its name.

Facts: `resource_github_repository.go` of integrations/terraform-provider-github. What only a create looks at
(`autoInit`, templates) is echoed.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import ClassVar, Final

from localcloud.core.entities import Json
from localcloud.core.errors import Invalid
from localcloud.github.entities import NEW, Repository
from localcloud.github.plugin.cloud import CLOUD
from localcloud.github.plugin.shared import one_of
from localcloud.github.service import GitHubService
from localcloud.plugin.inputs import Inputs
from localcloud.plugin.resource import Output, Resource, State
from localcloud.plugin.schema import Failure

NAME: Final = re.compile(r"[-a-zA-Z0-9_.]{1,100}")
TOPIC: Final = re.compile(r"[a-z0-9][a-z0-9-]{0,49}")
SECURITY: Final = {
    "advancedSecurity": "advanced_security",
    "codeSecurity": "code_security",
    "secretScanning": "secret_scanning",
    "secretScanningAiDetection": "secret_scanning_ai_detection",
    "secretScanningNonProviderPatterns": "secret_scanning_non_provider_patterns",
    "secretScanningPushProtection": "secret_scanning_push_protection",
}


@CLOUD.resource("github:index/repository:Repository")
class RepositoryHandler(Resource[GitHubService]):
    """A repository; a change of its name renames it."""

    AUTONAME = "name"
    REPLACE = frozenset({"fork", "sourceOwner", "sourceRepo"})
    DEFAULTS: ClassVar = {
        "allowAutoMerge": False,
        "allowMergeCommit": True,
        "allowRebaseMerge": True,
        "allowSquashMerge": True,
        "allowUpdateBranch": False,
        "archiveOnDestroy": False,
        "archived": False,
        "autoInit": False,
        "deleteBranchOnMerge": False,
        "description": "",
        "hasDiscussions": False,
        "hasDownloads": False,
        "hasIssues": False,
        "hasProjects": False,
        "hasWiki": False,
        "homepageUrl": "",
        "ignoreVulnerabilityAlertsDuringRead": False,
        "isTemplate": False,
        "mergeCommitMessage": "PR_TITLE",
        "mergeCommitTitle": "MERGE_MESSAGE",
        "squashMergeCommitMessage": "COMMIT_MESSAGES",
        "squashMergeCommitTitle": "COMMIT_OR_PR_TITLE",
        "template.includeAllBranches": False,
    }
    CHECKED = frozenset(
        {
            "allowMergeCommit",
            "allowRebaseMerge",
            "allowSquashMerge",
            "mergeCommitMessage",
            "mergeCommitTitle",
            "squashMergeCommitMessage",
            "squashMergeCommitTitle",
        }
    )
    FILLED = frozenset(
        {
            "allowForking",
            "defaultBranch",
            "etag",
            "fork",
            "private",
            "securityAndAnalysis",
            "sourceOwner",
            "sourceRepo",
            "topics",
            "visibility",
            "vulnerabilityAlerts",
            "webCommitSignoffRequired",
            *(f"securityAndAnalysis.{name}" for name in SECURITY),
        }
    )
    SETS = frozenset({"topics"})

    def check(self, inputs: Inputs) -> Iterable[Failure]:
        """Refuse bad names and topics, both of `private` and `visibility`, and what is not served here."""
        yield from one_of(inputs, "visibility", ("internal", "private", "public"))
        if "private" in inputs and "visibility" in inputs:
            yield Failure("private", "conflicts with visibility: give visibility alone")
        name = inputs.text_or_none("name")
        if name is not None and not NAME.fullmatch(name):
            yield Failure("name", "must have 1 to 100 letters, digits, hyphens, dots and underscores")
        for index, topic in enumerate(inputs.texts("topics")):
            if not TOPIC.fullmatch(topic):
                yield Failure(f"topics[{index}]", "must have up to 50 small letters, digits and inner hyphens")
        for served in ("pages", "fork", "sourceOwner", "sourceRepo"):
            if inputs.json(served) not in (None, "false", ""):
                yield Failure(served, "forks and pages are not part of the local cloud")

    def create(self, cloud: GitHubService, inputs: Inputs) -> State:
        """Make the repository, from its template where it has one."""
        if inputs.text_or_none("defaultBranch") not in (None, "main"):
            raise Invalid("cannot set the default branch on a new repository to something other than 'main'")
        template = inputs.object("template")
        draft = _draft(inputs, NEW)
        if template.values:
            draft = replace(draft, template=f"{template.text('owner')}/{template.text('repository')}")
            every = template.flag_or_none("includeAllBranches") or False
            made = cloud.repositories.generate(draft, all_branches=every)
        else:
            made = cloud.repositories.create(draft)
        if inputs.flag("autoInit") and not template.values:
            gitignore, license_ = inputs.text_or_none("gitignoreTemplate"), inputs.text_or_none("licenseTemplate")
            cloud.repositories.initialise(made, gitignore or "", license_ or "")
        return _state(_with_alerts(cloud, made, inputs), inputs)

    def read(self, cloud: GitHubService, resource_id: str, inputs: Inputs) -> State | None:
        """Find the repository, also under a former name."""
        found = cloud.repositories.find(inputs.text_or_none("name") or resource_id)
        return _state(found, inputs) if found else None

    def update(self, cloud: GitHubService, resource_id: str, old: Inputs, new: Inputs) -> State:
        """Change or rename the repository."""
        known = cloud.repositories.require(old.text("name"))
        changed = cloud.repositories.update(known.name, _draft(new, known))
        return _state(_with_alerts(cloud, changed, new), new)

    def delete(self, cloud: GitHubService, resource_id: str, inputs: Inputs) -> None:
        """Remove the repository with everything in it, or archive it where the program says so."""
        name = inputs.text("name")
        known = cloud.repositories.find(name)
        if known is None or not inputs.flag("archiveOnDestroy"):
            cloud.repositories.delete(name)
        else:
            cloud.repositories.update(name, replace(known, archived=True))


def _with_alerts(cloud: GitHubService, repository: Repository, inputs: Inputs) -> Repository:
    """Switch alerts where the program uses the repository's own, deprecated input for it."""
    enabled = inputs.flag_or_none("vulnerabilityAlerts")
    if enabled is None or enabled == repository.vulnerability_alerts:
        return repository
    return cloud.switches.set_alerts(repository.name, enabled=enabled)


def _draft(inputs: Inputs, known: Repository) -> Repository:
    """Apply the inputs to a repository; what they leave to GitHub stays."""
    visibility = _visibility(inputs, known)
    forking, signoff = inputs.flag_or_none("allowForking"), inputs.flag_or_none("webCommitSignoffRequired")
    return replace(
        known,
        name=inputs.text("name"),
        visibility=visibility,
        default_branch=inputs.text_or_none("defaultBranch") or known.default_branch,
        description=inputs.text("description"),
        homepage=inputs.text("homepageUrl"),
        topics=inputs.texts("topics") if "topics" in inputs else known.topics,
        archived=inputs.flag("archived"),
        is_template=inputs.flag("isTemplate"),
        has_issues=inputs.flag("hasIssues"),
        has_discussions=inputs.flag("hasDiscussions"),
        has_projects=inputs.flag("hasProjects"),
        has_wiki=inputs.flag("hasWiki"),
        has_downloads=inputs.flag("hasDownloads"),
        allow_merge_commit=inputs.flag("allowMergeCommit"),
        allow_squash_merge=inputs.flag("allowSquashMerge"),
        allow_rebase_merge=inputs.flag("allowRebaseMerge"),
        allow_auto_merge=inputs.flag("allowAutoMerge"),
        allow_update_branch=inputs.flag("allowUpdateBranch"),
        allow_forking=visibility == "public" or bool(known.allow_forking if forking is None else forking),
        delete_branch_on_merge=inputs.flag("deleteBranchOnMerge"),
        merge_commit_title=inputs.text("mergeCommitTitle"),
        merge_commit_message=inputs.text("mergeCommitMessage"),
        squash_merge_commit_title=inputs.text("squashMergeCommitTitle"),
        squash_merge_commit_message=inputs.text("squashMergeCommitMessage"),
        web_commit_signoff_required=known.web_commit_signoff_required if signoff is None else signoff,
        security={**known.security, **_security(inputs)},
    )


def _visibility(inputs: Inputs, known: Repository) -> str:
    private = inputs.flag_or_none("private")
    if private is not None:
        return "private" if private else "public"
    return inputs.text_or_none("visibility") or known.visibility


def _security(inputs: Inputs) -> dict[str, str]:
    given = inputs.object("securityAndAnalysis")
    statuses = {feature: given.object(name).text_or_none("status") for name, feature in SECURITY.items()}
    return {feature: status for feature, status in statuses.items() if status}


def _state(repository: Repository, inputs: Inputs) -> State:
    outputs: dict[str, Output] = {**_settings(repository), **addresses(repository)}
    if repository.template and "template" not in inputs:
        owner, name = repository.template.split("/")
        outputs["template"] = {"owner": owner, "repository": name}
    given = _security(inputs)
    if given and given.items() <= repository.security.items():
        del outputs["securityAndAnalysis"]  # echoed: what the program asked for holds
    return State(repository.name, outputs)


def _settings(repository: Repository) -> Mapping[str, Output]:
    features = {v: k for k, v in SECURITY.items()}
    security: dict[str, Json] = {
        features[feature]: {"status": status} for feature, status in sorted(repository.security.items())
    }
    return {
        "name": repository.name,
        "visibility": repository.visibility,
        "private": repository.visibility != "public",
        "defaultBranch": repository.default_branch,
        "description": repository.description,
        "homepageUrl": repository.homepage,
        "topics": repository.topics,
        "archived": repository.archived,
        "isTemplate": repository.is_template,
        "hasIssues": repository.has_issues,
        "hasDiscussions": repository.has_discussions,
        "hasProjects": repository.has_projects,
        "hasWiki": repository.has_wiki,
        "hasDownloads": repository.has_downloads,
        "allowMergeCommit": repository.allow_merge_commit,
        "allowSquashMerge": repository.allow_squash_merge,
        "allowRebaseMerge": repository.allow_rebase_merge,
        "allowAutoMerge": repository.allow_auto_merge,
        "allowUpdateBranch": repository.allow_update_branch,
        "allowForking": repository.allow_forking,
        "deleteBranchOnMerge": repository.delete_branch_on_merge,
        "mergeCommitTitle": repository.merge_commit_title,
        "mergeCommitMessage": repository.merge_commit_message,
        "squashMergeCommitTitle": repository.squash_merge_commit_title,
        "squashMergeCommitMessage": repository.squash_merge_commit_message,
        "webCommitSignoffRequired": repository.web_commit_signoff_required,
        "vulnerabilityAlerts": repository.vulnerability_alerts,
        "securityAndAnalysis": security or None,
        "fork": "false",
        "sourceOwner": "",
        "sourceRepo": "",
    }


def addresses(repository: Repository) -> Mapping[str, Output]:
    """Give a repository's names, ids and addresses."""
    full = repository.full_name
    return {
        "fullName": full,
        "nodeId": repository.node_id,
        "repoId": int(repository.id),
        "primaryLanguage": "",
        "htmlUrl": f"https://github.com/{full}",
        "svnUrl": f"https://github.com/{full}",
        "httpCloneUrl": f"https://github.com/{full}.git",
        "gitCloneUrl": f"git://github.com/{full}.git",
        "sshCloneUrl": f"git@github.com:{full}.git",
    }
