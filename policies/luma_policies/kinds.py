"""The resource types that rules judge, by the tokens of the installed SDKs."""

from __future__ import annotations

from typing import Final

PROJECT: Final = "vercel:index/project:Project"
VARIABLE: Final = "vercel:index/projectEnvironmentVariable:ProjectEnvironmentVariable"
VARIABLES: Final = "vercel:index/projectEnvironmentVariables:ProjectEnvironmentVariables"
SHARED_VARIABLE: Final = "vercel:index/sharedEnvironmentVariable:SharedEnvironmentVariable"
FIREWALL: Final = "vercel:index/firewallConfig:FirewallConfig"
FIREWALL_BYPASS: Final = "vercel:index/firewallBypass:FirewallBypass"
ATTACK_MODE: Final = "vercel:index/attackChallengeMode:AttackChallengeMode"
DOMAIN: Final = "vercel:index/projectDomain:ProjectDomain"
ROUTE: Final = "vercel:index/projectRoute:ProjectRoute"
BULK_REDIRECTS: Final = "vercel:index/bulkRedirects:BulkRedirects"
PROTECTION_BYPASS: Final = "vercel:index/projectProtectionBypass:ProjectProtectionBypass"
SHAREABLE_LINK: Final = "vercel:index/shareableLink:ShareableLink"
PROTECTION_EXCEPTION: Final = "vercel:index/deploymentProtectionException:DeploymentProtectionException"
USER_TOKEN: Final = "vercel:index/userToken:UserToken"  # noqa: S105 - a type, not a token
LOG_DRAIN: Final = "vercel:index/logDrain:LogDrain"
VERCEL_WEBHOOK: Final = "vercel:index/webhook:Webhook"
TEAM_CONFIG: Final = "vercel:index/teamConfig:TeamConfig"
RETENTION: Final = "vercel:index/projectDeploymentRetention:ProjectDeploymentRetention"
ROLLING_RELEASE: Final = "vercel:index/projectRollingRelease:ProjectRollingRelease"
DEPLOYMENT_CHECK: Final = "vercel:index/projectDeploymentCheck:ProjectDeploymentCheck"

REPOSITORY: Final = "github:index/repository:Repository"
ALERTS: Final = "github:index/repositoryVulnerabilityAlerts:RepositoryVulnerabilityAlerts"
DEPENDABOT_UPDATES: Final = "github:index/repositoryDependabotSecurityUpdates:RepositoryDependabotSecurityUpdates"
RULESET: Final = "github:index/repositoryRuleset:RepositoryRuleset"
BRANCH_PROTECTION: Final = "github:index/branchProtection:BranchProtection"
PULL_REQUEST: Final = "github:index/repositoryPullRequest:RepositoryPullRequest"
BRANCH: Final = "github:index/branch:Branch"
FILE: Final = "github:index/repositoryFile:RepositoryFile"
DEPLOY_KEY: Final = "github:index/repositoryDeployKey:RepositoryDeployKey"
GITHUB_WEBHOOK: Final = "github:index/repositoryWebhook:RepositoryWebhook"
COLLABORATOR: Final = "github:index/repositoryCollaborator:RepositoryCollaborator"
COLLABORATORS: Final = "github:index/repositoryCollaborators:RepositoryCollaborators"
ACTIONS_PERMISSIONS: Final = "github:index/actionsRepositoryPermissions:ActionsRepositoryPermissions"
WORKFLOW_PERMISSIONS: Final = "github:index/workflowRepositoryPermissions:WorkflowRepositoryPermissions"
ENVIRONMENT: Final = "github:index/repositoryEnvironment:RepositoryEnvironment"
ENVIRONMENT_POLICY: Final = "github:index/repositoryEnvironmentDeploymentPolicy:RepositoryEnvironmentDeploymentPolicy"
SECRET: Final = "github:index/actionsSecret:ActionsSecret"  # noqa: S105 - a type, not a secret
ENVIRONMENT_SECRET: Final = "github:index/actionsEnvironmentSecret:ActionsEnvironmentSecret"  # noqa: S105 - a type
ACTIONS_VARIABLE: Final = "github:index/actionsVariable:ActionsVariable"
ENVIRONMENT_VARIABLE: Final = "github:index/actionsEnvironmentVariable:ActionsEnvironmentVariable"
DEPENDABOT_SECRET: Final = "github:index/dependabotSecret:DependabotSecret"  # noqa: S105 - a type, not a secret

BUCKET: Final = "cloudflare:index/r2Bucket:R2Bucket"
BUCKET_CORS: Final = "cloudflare:index/r2BucketCors:R2BucketCors"
BUCKET_LIFECYCLE: Final = "cloudflare:index/r2BucketLifecycle:R2BucketLifecycle"
BUCKET_LOCK: Final = "cloudflare:index/r2BucketLock:R2BucketLock"
BUCKET_EVENTS: Final = "cloudflare:index/r2BucketEventNotification:R2BucketEventNotification"
CUSTOM_DOMAIN: Final = "cloudflare:index/r2CustomDomain:R2CustomDomain"
MANAGED_DOMAIN: Final = "cloudflare:index/r2ManagedDomain:R2ManagedDomain"
ACCOUNT_TOKEN: Final = "cloudflare:index/accountToken:AccountToken"  # noqa: S105 - a type, not a token
API_TOKEN: Final = "cloudflare:index/apiToken:ApiToken"  # noqa: S105 - a type, not a token

SENTRY_PROJECT: Final = "sentry:index/sentryProject:SentryProject"
SENTRY_KEY: Final = "sentry:index/sentryKey:SentryKey"
LEGACY_ALERTS: Final = (
    "sentry:index/sentryIssueAlert:SentryIssueAlert",
    "sentry:index/sentryRule:SentryRule",
    "sentry:index/sentryMetricAlert:SentryMetricAlert",
)
ALERT: Final = "luma:sentry:Alert"
MONITOR: Final = "luma:sentry:Monitor"
TRIGGER_VARIABLE: Final = "luma:trigger:EnvVar"
FILES: Final = "luma:github:Files"
STACK: Final = "pulumi:pulumi:Stack"

CREDENTIALS: Final = ("apiToken", "token", "apiKey", "apiUserServiceKey", "password", "secretKey")
"""Provider settings that carry a credential."""
