"""Deployment protection as Vercel's API spells it.

Sources: `client/deployment_protection.go` and `vercel/resource_project.go` of vercel/terraform-provider-vercel. How the
API spells `passport` is in no public client yet: it is taken to be the property's own words.
"""

from typing import Final

from localcloud.core.entities import Json
from localcloud.plugin.inputs import Inputs
from localcloud.vercel.project_service import Password
from localcloud.vercel.settings import (
    AccessRule,
    AllowedPath,
    Environments,
    ExternalSource,
    OptionsAllowlist,
    Passport,
    TrustedAddress,
    TrustedIps,
    TrustedProject,
    TrustedSources,
    VercelAuthentication,
)
from localcloud.vercel.wire import from_wire, to_wire

SCOPES: Final = {
    "standard_protection": "prod_deployment_urls_and_all_previews",
    "standard_protection_new": "all_except_custom_domains",
    "all_deployments": "all",
    "only_preview_deployments": "preview",
    "only_production_deployments": "production",
}
MODES: Final = {"trusted_ip_required": "additional", "trusted_ip_optional": "exclusive"}
NO_LOGIN: Final = VercelAuthentication(deployment_type="none")


def scope(given: str) -> str:
    """Read which deployments are protected."""
    return next((name for name, wire in SCOPES.items() if wire == given), given)


def shown_scope(name: str) -> str:
    """Write which deployments are protected."""
    return SCOPES.get(name, name)


def login(given: Inputs) -> VercelAuthentication:
    """Read which deployments need a login."""
    return VercelAuthentication(deployment_type=scope(given.text("deploymentType")))


def shown_login(value: VercelAuthentication) -> Json:
    """Write which deployments need a login: null for none."""
    kind = value.deployment_type or "none"
    return None if kind == "none" else {"deploymentType": shown_scope(kind)}


def password(given: Inputs) -> Password:
    """Read a password and what it protects."""
    return Password(scope(given.text("deploymentType")), given.text("password"))


def ips(given: Inputs) -> TrustedIps:
    """Read trusted addresses."""
    mode = given.text_or_none("protectionMode")
    return TrustedIps(
        addresses=tuple(from_wire(TrustedAddress, each) for each in given.items("addresses")),
        deployment_type=scope(given.text("deploymentType")),
        protection_mode=next((name for name, wire in MODES.items() if wire == mode), mode),
    )


def shown_ips(value: TrustedIps) -> Json:
    """Write trusted addresses."""
    mode = value.protection_mode or "trusted_ip_required"
    return {
        "addresses": [to_wire(each) for each in value.addresses],
        "deploymentType": shown_scope(value.deployment_type),
        "protectionMode": MODES.get(mode, mode),
    }


def paths(given: Inputs) -> OptionsAllowlist:
    """Read the paths whose preflight requests need no login."""
    return OptionsAllowlist(paths=tuple(from_wire(AllowedPath, each) for each in given.items("paths")))


def shown_paths(value: OptionsAllowlist) -> Json:
    """Write the paths whose preflight requests need no login."""
    return to_wire(value)


def passport(given: Inputs) -> Passport:
    """Read the login at the team's own identity provider."""
    return from_wire(Passport, given.values)


def shown_passport(value: Passport) -> Json:
    """Write the login at the team's own identity provider."""
    return to_wire(value)


def sources(given: Inputs) -> TrustedSources:
    """Read who may reach deployments with a short-lived token: projects by id, OIDC providers by issuer."""
    projects, providers = given.object("projects"), given.object("oidcProviders")
    return TrustedSources(
        projects=tuple(_project(name, projects.object(name)) for name in projects.values) or None,
        external_sources=tuple(
            _external(issuer, Inputs(each)) for issuer in providers.values for each in providers.items(issuer)
        )
        or None,
    )


def shown_sources(value: TrustedSources) -> Json:
    """Write who may reach deployments with a short-lived token."""
    projects: dict[str, Json] = {each.project_id: _shown_project(each) for each in value.projects or ()}
    providers: dict[str, Json] = {}
    for each in value.external_sources or ():
        listed = providers.setdefault(each.issuer, [])
        if isinstance(listed, list):
            listed.append(_shown_external(each))
    shown: dict[str, Json] = {"projects": projects, "oidcProviders": providers}
    return {name: each for name, each in shown.items() if each}


def _project(number: str, given: Inputs) -> TrustedProject:
    rules = tuple(from_wire(AccessRule, each) for each in given.items("customAllow"))
    return TrustedProject(project_id=number, label=given.text_or_none("label"), custom_allows=rules or None)


def _shown_project(value: TrustedProject) -> Json:
    shown: dict[str, Json] = {
        "label": value.label,
        "customAllow": [to_wire(each) for each in value.custom_allows or ()],
    }
    return {name: each for name, each in shown.items() if each}


def _external(issuer: str, given: Inputs) -> ExternalSource:
    claims = given.object("claims")
    return ExternalSource(
        issuer=issuer,
        to=from_wire(Environments, given.object("to").values),
        claims={name: claims.texts(name) for name in claims.values},
        label=given.text_or_none("label"),
    )


def _shown_external(value: ExternalSource) -> Json:
    shown = to_wire(value)
    return {name: each for name, each in shown.items() if name != "issuer"} if isinstance(shown, dict) else shown
