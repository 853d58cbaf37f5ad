"""What the rows of the lifecycle tests have in common: type tokens, and resources that others need."""

from localcloud.plugin.properties import Properties

REPOSITORY = "github:index/repository:Repository"
BRANCH = "github:index/branch:Branch"
FILE = "github:index/repositoryFile:RepositoryFile"
PULL_REQUEST = "github:index/repositoryPullRequest:RepositoryPullRequest"
RULESET = "github:index/repositoryRuleset:RepositoryRuleset"
ENVIRONMENT = "github:index/repositoryEnvironment:RepositoryEnvironment"
POLICY = "github:index/repositoryEnvironmentDeploymentPolicy:RepositoryEnvironmentDeploymentPolicy"
SECRET = "github:index/actionsSecret:ActionsSecret"
VARIABLE = "github:index/actionsVariable:ActionsVariable"
ENVIRONMENT_SECRET = "github:index/actionsEnvironmentSecret:ActionsEnvironmentSecret"
ENVIRONMENT_VARIABLE = "github:index/actionsEnvironmentVariable:ActionsEnvironmentVariable"
ALERTS = "github:index/repositoryVulnerabilityAlerts:RepositoryVulnerabilityAlerts"
UPDATES = "github:index/repositoryDependabotSecurityUpdates:RepositoryDependabotSecurityUpdates"
ACTIONS = "github:index/actionsRepositoryPermissions:ActionsRepositoryPermissions"
WORKFLOW = "github:index/workflowRepositoryPermissions:WorkflowRepositoryPermissions"

REPOSITORY_INPUTS: Properties = {"name": "web", "visibility": "private", "autoInit": True}
ENVIRONMENT_INPUTS: Properties = {
    "repository": "web",
    "environment": "production",
    "canAdminsBypass": False,
    "deploymentBranchPolicy": {"protectedBranches": False, "customBranchPolicies": True},
}
BRANCH_INPUTS: Properties = {"repository": "web", "branch": "luma/platform"}
FILE_INPUTS: Properties = {
    "repository": "web",
    "branch": "luma/platform",
    "file": ".github/workflows/test.yml",
    "content": "on: push\n",
    "commitMessage": "Deliver test.yml",
}
