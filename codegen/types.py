"""The resource types this project uses, in one place: every generated file starts from this list."""

from typing import Final

# The Python package that carries each cloud's SDK.
PACKAGES: Final[dict[str, str]] = {
    "cloudflare": "pulumi_cloudflare",
    "github": "pulumi_github",
    "random": "pulumi_random",
    "sentry": "pulumiverse_sentry",
    "vercel": "pulumiverse_vercel",
}

# The classes used of each cloud; `token` turns a class into its type token.
CLASSES: Final[dict[str, tuple[str, ...]]] = {
    "cloudflare": (
        "AccountToken",
        "DnsRecord",
        "R2Bucket",
        "R2BucketCors",
        "R2BucketLifecycle",
        "R2BucketLock",
        "R2CustomDomain",
        "R2ManagedDomain",
    ),
    "github": (
        "ActionsEnvironmentSecret",
        "ActionsEnvironmentVariable",
        "ActionsRepositoryPermissions",
        "ActionsSecret",
        "ActionsVariable",
        "Branch",
        "Repository",
        "RepositoryDependabotSecurityUpdates",
        "RepositoryEnvironment",
        "RepositoryEnvironmentDeploymentPolicy",
        "RepositoryFile",
        "RepositoryPullRequest",
        "RepositoryRuleset",
        "RepositoryVulnerabilityAlerts",
        "WorkflowRepositoryPermissions",
    ),
    "random": ("RandomBytes", "RandomId", "RandomPassword"),
    "sentry": ("SentryKey", "SentryProject", "SentryTeam"),
    "vercel": (
        "FirewallConfig",
        "Project",
        "ProjectDeploymentCheck",
        "ProjectDeploymentRetention",
        "ProjectDomain",
        "ProjectEnvironmentVariable",
        "ProjectProtectionBypass",
        "ProjectRoute",
        "UserToken",
    ),
}

# What the program and its tests read of what a service computes, in the wire's names. A class declares these outputs
# alone: the SDK keeps four tasks for each declared one, read or not, which doubled a resource's time in the program.
READ: Final[dict[str, tuple[str, ...]]] = {
    "cloudflare:index/accountToken:AccountToken": ("value",),
    "github:index/repository:Repository": ("htmlUrl",),
    "luma:github:Files": ("commitSha", "pullRequestUrl"),
    "luma:sentry:Monitor": ("monitorId",),
    "random:index/randomBytes:RandomBytes": ("base64",),
    "sentry:index/sentryKey:SentryKey": ("dsnPublic",),
    "vercel:index/userToken:UserToken": ("bearerToken",),
}


def token(cloud: str, class_name: str) -> str:
    """Spell the type token of a class, e.g. `random:index/randomId:RandomId` (the rule every bridged SDK follows)."""
    return f"{cloud}:index/{class_name[0].lower()}{class_name[1:]}:{class_name}"


def tokens() -> list[tuple[str, str]]:
    """Every (cloud, type token) in use, sorted."""
    return sorted((cloud, token(cloud, name)) for cloud, names in CLASSES.items() for name in names)
