"""The root model: the object `luma:platform` of one stack file."""

import re
from collections.abc import Iterator
from typing import Annotated, Any, Final, Self

from pydantic import Field, StringConstraints, model_validator

from settings.cloudflare import R2, Cloudflare, Dns
from settings.github import GitHub
from settings.model import SLUG, Domain, Environment, Model, Slug
from settings.plan import Plan
from settings.rules import conflicts
from settings.sentry import Sentry
from settings.trigger import Trigger
from settings.vercel import Vercel

_LONGEST_NAME: Final = 30
"""Leaves room for what is put after the app's name."""


class App(Model):
    """The app itself."""

    name: Annotated[Slug, StringConstraints(max_length=_LONGEST_NAME)] = Field(
        description="Name of the app. Every resource's name follows from it."
    )
    environment: Environment = Field(description="What this stack is: production, or staging.")
    domain: Domain = Field(description="Host the app answers on.")
    redirect_www: bool = Field(default=False, description="Redirect www.<domain> to the domain.")

    @property
    def url(self) -> str:
        """Public address of the app, without a trailing slash."""
        return f"https://{self.domain}"


class Platform(Model):
    """Everything a human chose for one stack. Secret values are never in it."""

    app: App = Field(description="Name, kind and address of the app.")
    plan: Plan = Field(description="Tier of each account.")
    protect: bool = Field(
        description="Whether stateful resources are protected: a plain destroy or a replacement is then refused."
    )
    vercel: Vercel = Field(description="The Vercel project.")
    github: GitHub = Field(description="The GitHub repository and environments.")
    cloudflare: Cloudflare = Field(description="The Cloudflare account and zone.")
    r2: R2 = Field(description="Buckets.")
    dns: Dns = Field(default_factory=Dns, description="Records of the app's domain.")
    sentry: Sentry = Field(description="The Sentry project.")
    trigger: Trigger = Field(description="The Trigger.dev environment.")
    variables: dict[str, str] = Field(
        default_factory=dict,
        description="Values of the catalogue's configured variables. Never a secret: those have keys of their own.",
    )
    rotations: dict[str, int] = Field(
        default_factory=dict,
        description="How often each generated secret was rotated. Raise a number to get a new value.",
    )

    @model_validator(mode="before")
    @classmethod
    def name_what_the_app_names(cls, data: Any) -> Any:
        """Fill every name left out from the app's name, so that one edit renames the platform."""
        data = _frozen(data)
        if not isinstance(data, dict):
            return data
        app = data.get("app")
        app = app if isinstance(app, dict) else {}
        name, environment = app.get("name"), app.get("environment")
        # A name that is refused itself must not be refused again in each place that follows from it.
        if not (isinstance(name, str) and len(name) <= _LONGEST_NAME and re.fullmatch(SLUG, name)):
            name = "app"
        return _with_names(data, name, "" if environment == "production" else "-staging")

    @model_validator(mode="after")
    def refuse_conflicts(self) -> Self:
        """Refuse settings that contradict each other or the plan, all at once.

        Raises:
            ValueError: one line an offender: what is wrong, what it would cause, how to fix it.
        """
        if found := conflicts(self):
            raise ValueError("\n".join(found))
        return self


def _frozen(data: Any) -> Any:
    """Return raw settings with tuples for lists: strict validation takes no list for a tuple."""
    if isinstance(data, dict):
        return {key: _frozen(value) for key, value in data.items()}
    return tuple(map(_frozen, data)) if isinstance(data, list) else data


def _with_names(data: dict[str, Any], app: str, suffix: str) -> dict[str, Any]:
    """Return a copy of the raw settings in which each name that was left out is filled in."""
    named = dict(data)
    for path, value in default_names(app, suffix):
        *parents, key = path
        node = named
        for parent in parents:
            if not isinstance(node.get(parent), dict):
                break
            node[parent] = dict(node[parent])
            node = node[parent]
        else:
            node.setdefault(key, value)
    return named


def default_names(app: str, suffix: str) -> Iterator[tuple[tuple[str, ...], str]]:
    """Yield the path of each name and what it is when left out. The repository is one for all stacks."""
    yield ("vercel", "project"), f"{app}-web{suffix}"
    yield ("github", "repository", "name"), f"{app}-web"
    yield ("r2", "images", "name"), f"{app}-images{suffix}"
    yield ("r2", "backups", "name"), f"{app}-backups{suffix}"
    yield ("sentry", "team"), f"{app}{suffix}"
    yield ("sentry", "project"), f"{app}-web{suffix}"
