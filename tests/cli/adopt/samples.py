"""What the adoption's tests declare and find: one good sample of each, to be changed by a test."""

from __future__ import annotations

from typing import Any

from cli.adopt.declared import Declared
from cli.adopt.identity import UNKNOWN
from cli.vendors.existing import Existing

VARIABLE = "vercel:index/projectEnvironmentVariable:ProjectEnvironmentVariable"
RECORD = "cloudflare:index/dnsRecord:DnsRecord"
CORS = "cloudflare:index/r2BucketCors:R2BucketCors"
DOMAIN = "cloudflare:index/r2CustomDomain:R2CustomDomain"
BUCKET = "cloudflare:index/r2Bucket:R2Bucket"
TOKEN = "cloudflare:index/accountToken:AccountToken"
SECRET = "github:index/actionsEnvironmentSecret:ActionsEnvironmentSecret"
POLICY = "github:index/repositoryEnvironmentDeploymentPolicy:RepositoryEnvironmentDeploymentPolicy"
REPOSITORY = "github:index/repository:Repository"
ROUTE = "vercel:index/projectRoute:ProjectRoute"
PROJECT = "sentry:index/sentryProject:SentryProject"
JOB_VARIABLE = "luma:trigger:EnvVar"
MONITOR = "luma:sentry:Monitor"


def resource(kind: str, label: str = "it", op: str = "create", found: str = "", /, **inputs: Any) -> Declared:
    """Return a resource of the program in the component `group`; `found` is the id that the state has."""
    package = kind.split(":", maxsplit=1)[0]
    return Declared(
        urn=f"urn:pulumi:prod::luma::luma:x:Group${kind}::{label}",
        type=kind,
        op=op,
        inputs=inputs,
        id=found,
        parent="urn:pulumi:prod::luma::luma:x:Group::group",
        provider=f"urn:pulumi:prod::luma::pulumi:providers:{package}::{package}::{UNKNOWN}",
    )


def thing(
    kind: str, import_id: str = "", label: str = "thing", /, *, by_itself: bool = False, **inputs: Any
) -> Existing:
    """Return something that exists."""
    cloud = kind.split(":")[1] if kind.startswith("luma:") else kind.split(":", maxsplit=1)[0]
    return Existing(cloud, kind, import_id, label, by_itself, inputs)
