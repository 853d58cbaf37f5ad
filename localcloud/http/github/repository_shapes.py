"""How GitHub spells a repository, in requests and in answers.

Facts: docs.github.com, "REST API endpoints for repositories": what a create takes where nothing is said.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from localcloud.core.entities import Json
from localcloud.core.transaction import Transaction
from localcloud.github.entities import NEW, Organization, Repository
from localcloud.http.github.accounts import account
from localcloud.http.github.shared import API, WEB
from localcloud.plugin.inputs import Inputs

ALONE: Final = replace(NEW, has_issues=True, has_projects=True, has_wiki=True, has_downloads=True)
"""What an organization's new repository is where a request says no more than its name."""
_SAME: Final = (
    "archived",
    "is_template",
    "has_issues",
    "has_discussions",
    "has_projects",
    "has_wiki",
    "has_downloads",
    "allow_merge_commit",
    "allow_squash_merge",
    "allow_rebase_merge",
    "allow_auto_merge",
    "allow_update_branch",
    "allow_forking",
    "delete_branch_on_merge",
    "web_commit_signoff_required",
)
_TEXTS: Final = (
    "name",
    "default_branch",
    "description",
    "homepage",
    "merge_commit_title",
    "merge_commit_message",
    "squash_merge_commit_title",
    "squash_merge_commit_message",
)


def applied(body: Inputs, known: Repository) -> Repository:
    """Apply a request to a repository; what it leaves out stays."""
    flags = {name: given for name in _SAME if (given := body.flag_or_none(name)) is not None}
    texts = {name: text for name in _TEXTS if (text := body.text_or_none(name)) is not None}
    changed = replace(known, **flags, **texts, visibility=_visibility(body, known))  # type: ignore[arg-type]  # by name
    security = {**known.security, **_security(body)}
    return replace(changed, security=security, allow_forking=changed.visibility == "public" or changed.allow_forking)


def _visibility(body: Inputs, known: Repository) -> str:
    private = body.flag_or_none("private")
    told = body.text_or_none("visibility")
    if told is not None or private is None:
        return told or known.visibility
    return "private" if private else "public"


def _security(body: Inputs) -> dict[str, str]:
    given = body.object("security_and_analysis")
    statuses = {name: given.object(name).text_or_none("status") for name in given.values}
    return {name: status for name, status in statuses.items() if status}


def shown(world: Transaction, found: Repository) -> dict[str, Json]:
    """Spell a repository for an answer to one of its administrators."""
    owner = world.get(Organization, found.owner.lower())
    security: dict[str, Json] = {name: {"status": status} for name, status in found.security.items()}
    security["dependabot_security_updates"] = {"status": "enabled" if found.security_updates else "disabled"}
    return {
        "id": int(found.id),
        "node_id": found.node_id,
        "full_name": found.full_name,
        "owner": account(owner) if owner else None,
        "private": found.visibility != "public",
        "visibility": found.visibility,
        "fork": False,
        "disabled": False,
        "language": None,
        "has_pages": False,
        "topics": [*found.topics],
        "permissions": {"admin": True, "maintain": True, "push": True, "triage": True, "pull": True},
        "security_and_analysis": security,
        **({"template_repository": _template(found.template)} if found.template else {}),
        **{name: getattr(found, name) for name in _SAME},
        **{name: getattr(found, name) for name in _TEXTS},
        "description": found.description or None,
        "homepage": found.homepage or None,
        **_addresses(found.full_name),
    }


def _addresses(full: str) -> Mapping[str, Json]:
    return {
        "url": f"{API}/repos/{full}",
        "html_url": f"{WEB}/{full}",
        "svn_url": f"{WEB}/{full}",
        "clone_url": f"{WEB}/{full}.git",
        "git_url": f"git://github.com/{full}.git",
        "ssh_url": f"git@github.com:{full}.git",
    }


def _template(full: str) -> Json:
    owner, _, name = full.partition("/")
    return {"name": name, "full_name": full, "owner": {"login": owner}}
