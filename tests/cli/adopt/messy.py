"""A platform as people set it up by hand over a year: what the app needs, half of it otherwise, and strange extras.

It is made through the local cloud's services, which know the vendors' rules and nothing of Pulumi.
"""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import Final

from components.r2 import READ_OBJECTS
from localcloud import seed
from localcloud.cloudflare.entities import CustomDomain, DnsRecord, Token
from localcloud.cloudflare.r2_service import Place
from localcloud.cloudflare.service import CloudflareService
from localcloud.core.entities import Json
from localcloud.core.fingerprint import Fingerprint
from localcloud.core.store import open_store
from localcloud.core.transaction import Transaction
from localcloud.github.entities import Repository
from localcloud.github.entities_actions import Environment, Rule, Ruleset
from localcloud.github.service import GitHubService
from localcloud.plugin.registry import load_all
from localcloud.sentry.alerting.service import AlertingService, WorkflowChange
from localcloud.sentry.service import KeyChange, ProjectChange, SentryService
from localcloud.trigger.service import TriggerService
from localcloud.vercel.domain_service import DomainChange
from localcloud.vercel.service import VercelService
from localcloud.vercel.settings import GitRepository, ProjectSettings, ResourceConfig
from localcloud.vercel.variable_service import VariableChange, VariablePlaces
from settings.platform import Platform

WEB: Final = "luma-web"
UNDECLARED: Final = frozenset(
    {
        ("cloudflare", "DnsRecord", "old.luma.example"),
        ("cloudflare", "R2Bucket", "luma-old-uploads"),
        ("cloudflare", "AccountToken", "luma-images-objects"),
        ("github", "ActionsSecret", "NPM_TOKEN"),
        ("github", "ActionsVariable", "DEPLOY_REGION"),
        ("github", "RepositoryEnvironment", "Preview"),
        ("github", "RepositoryRuleset", "protect main (2023)"),
        ("sentry", "Alert", "Jane's alert"),
        ("trigger", "EnvVar", "FEATURE_FLAGS"),
        ("vercel", "ProjectEnvironmentVariable", "OLD_API_KEY"),
    }
)
"""The extras, which nobody declares: cloud, type, and a word of its name."""


def make(database: Path, seed_file: Path, platform: Platform) -> None:
    """Make the platform in a new local cloud.

    Args:
        database: Where the local cloud's database will be.
        seed_file: What only a person can make, as a local run writes it.
        platform: The settings, for ids and names of accounts.
    """
    with closing(open_store(database)) as store:
        seed.apply(store, seed_file, load_all())
        with store.transaction() as transaction:
            _github(GitHubService(transaction, platform.github.organization))
            _vercel(VercelService(transaction, platform.vercel.team))
            _cloudflare(CloudflareService(transaction), platform)
            _sentry(transaction, platform)
            _trigger(TriggerService(transaction), platform.variables["TRIGGER_PROJECT_REF"])


def _github(github: GitHubService) -> None:
    github.repositories.create(
        Repository(id="", owner="", name=WEB, visibility="private", has_wiki=True, has_issues=True)
    )
    for path, text in {
        "package.json": '{"name": "luma-web", "private": true, "scripts": {"dev": "next dev"}}\n',
        "README.md": "# Luma\n",
        "vercel.json": '{"framework": "nextjs"}\n',
    }.items():
        github.contents.put_file(WEB, path, text.encode(), message=f"Add {path}")
    for name in ("production", "Preview"):
        github.environments.put(WEB, Environment(id="", repository="", name=name))
    for environment, name in (("", "NPM_TOKEN"), ("production", "DATABASE_URL"), ("production", "VERCEL_TOKEN")):
        github.values.put_secret(WEB, environment, name, "by-hand")
    github.values.create_variable(WEB, "", "DEPLOY_REGION", "iad1")
    github.values.create_variable(WEB, "production", "NEXT_PUBLIC_APP_URL", "https://old.luma.example")
    rules = (Rule("deletion", {}), Rule("pull_request", {"required_approving_review_count": 1}))
    github.rulesets.create(
        WEB,
        Ruleset(
            id="",
            repository="",
            name="protect main (2023)",
            target="branch",
            enforcement="active",
            includes=("~DEFAULT_BRANCH",),
            excludes=(),
            rules=rules,
        ),
    )


def _vercel(vercel: VercelService) -> None:
    settings = ProjectSettings(
        framework="nextjs",
        node_version="20.x",
        build_command="prisma generate && prisma migrate deploy && next build",
        git_repository=GitRepository(type="github", repo=f"luma-app/{WEB}", production_branch="main"),
        resource_config=ResourceConfig(function_default_regions=("iad1",), function_default_timeout=10),
        directory_listing=True,
    )
    project = vercel.projects.create(None, WEB, settings, None).id
    for name, value, targets, sensitive in (
        ("DATABASE_URL", "postgresql://by-hand", ("production",), True),
        ("CSRF_SECRET", "by-hand", ("production", "preview"), True),
        ("SENTRY_ORG", "luma", ("production", "preview", "development"), False),
        ("NEXT_PUBLIC_APP_URL", "https://old.luma.example", ("production",), False),
        ("OLD_API_KEY", "by-hand", ("production", "preview"), False),
    ):
        change = VariableChange(VariablePlaces(targets), value, "", None)
        vercel.variables.create(None, project, name, change, sensitive=sensitive)
    vercel.domains.create(None, project, "luma.example", DomainChange())


def _cloudflare(cloudflare: CloudflareService, platform: Platform) -> None:
    account, zone = platform.cloudflare.account_id, platform.cloudflare.zone_id
    images = Place(account, "default", "luma-images")
    for place in (images, Place(account, "default", "luma-old-uploads")):
        cloudflare.r2.create_bucket(place, "enam", "Standard")
    allowed: Json = {"origins": ["*"], "methods": ["GET", "PUT", "DELETE"], "headers": ["*"]}
    cloudflare.r2.put_rules(images, "cors", ({"id": "anybody", "allowed": allowed, "maxAgeSeconds": 60},))
    cloudflare.r2.set_managed_domain(images, enabled=True)
    host = CustomDomain(id="", bucket="", zone="", domain="images.luma.example", enabled=True, min_tls="1.0")
    cloudflare.r2.attach_domain(images, zone, host)
    for name, kind, content in (
        ("luma.example", "A", "76.76.21.21"),
        ("_dmarc.luma.example", "TXT", '"v=DMARC1; p=none"'),
        ("old.luma.example", "CNAME", "luma.herokudns.com"),
    ):
        record = DnsRecord(
            id="", zone=zone, name=name, type=kind, content=content, ttl=300, proxied=False, created_on=""
        )
        cloudflare.dns.create(record)
    resources = f'{{"com.cloudflare.api.account.{account}":"*"}}'
    policy: Json = {"effect": "allow", "permissionGroups": [{"id": READ_OBJECTS}], "resources": resources}
    cloudflare.tokens.create(
        Token(
            id="",
            account=account,
            name="luma-images-objects",
            value=Fingerprint(""),
            status="active",
            policies=(policy,),
            issued_on="",
        )
    )


def _sentry(transaction: Transaction, platform: Platform) -> None:
    sentry, organization = SentryService(transaction), platform.sentry.organization
    sentry.create_team(organization, "luma", None)
    sentry.create_project(organization, ProjectChange(WEB, WEB, "javascript", ("luma",), None, None, None))
    sentry.create_key(organization, WEB, KeyChange(WEB, 0, 0))
    alert = WorkflowChange(
        "Jane's alert",
        True,
        None,
        30,
        (),
        ({"type": "first_seen_event", "comparison": True, "conditionResult": True},),
        (),
    )
    AlertingService(transaction).create_workflow(organization, alert)


def _trigger(trigger: TriggerService, project: str) -> None:
    trigger.write(project, "prod", {"DATABASE_URL": "by-hand"}, secret=True, override=False)
    trigger.write(project, "prod", {"FEATURE_FLAGS": "none"}, secret=False, override=False)
