"""Where our stand-in deliberately differs from a vendor's plugin, each with its reason.

A row that explains nothing any more fails. `type`, `case` and `aspect` are patterns (`fnmatch`) over the findings of
`comparing.py`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Final

from tests.parity.comparing import Finding


@dataclass(frozen=True)
class Difference:
    """Findings that are meant to be, and why."""

    type: str
    case: str
    aspect: str
    why: str

    def explains(self, finding: Finding) -> bool:
        """Tell whether a finding is of this kind."""
        parts = ((finding.type, self.type), (finding.case, self.case), (finding.aspect, self.aspect))
        return all(fnmatchcase(part, pattern) for part, pattern in parts)


UNNAMED: Final = "plugins on Terraform's newer framework ignore a property they do not know; a typing error is no wish"
TYPES: Final = "the plugin converts a number, a boolean and its text into each other; the SDK's types do not"
LATER: Final = "the plugin leaves this to the service, which refuses it: refused before anything is made here"
ONCE: Final = "the plugin repeats one failure at each of the properties that exclude one another; ours says it once"
NEWER: Final = "the SDK's version has this property, the recorded plugin not yet"
COLLISION: Final = "without a position, or with one not yet known, the plugin crashes; ours says what is missing"
ETAG: Final = "a cache mark of the plugin's own, which nothing reads"

DIFFERENCES: Final[Mapping[str, tuple[Difference, ...]]] = {
    "cloudflare": (
        Difference("*", "unknown-property surprise", "refused surprise", UNNAMED),
        Difference("AccountToken", "*", "foreseen creatorEmailAtCreation", NEWER),
        Difference("AccountToken", "*", "foreseen provisioner*", NEWER),
        Difference("DnsRecord", "*", "foreseen commentModifiedOn", "only a record with a comment has it"),
        Difference("DnsRecord", "without content", "refused content", LATER),
        Difference("DnsRecord", "wrong type", "refused type", LATER),
    ),
    "github": (
        Difference("*", "good", "outputs etag", ETAG),
        Difference("Actions*Secret", "*value", "refused *", ONCE),
        Difference("RepositoryEnvironmentDeploymentPolicy", "*branchPattern", "refused tagPattern", ONCE),
        Difference("Repository", "good", "outputs ignoreVulnerabilityAlertsDuringRead", "false, and deprecated"),
        Difference("Repository", "wrong fork", "refused fork", LATER),
        Difference("RepositoryEnvironment", "good", "outputs waitTimer", "zero, which the plugin takes for none"),
        Difference("RepositoryEnvironment", "wrong reviewers", "refused reviewers", LATER),
        Difference("RepositoryFile", "good", "outputs overwriteOnCreate", "false, the default"),
        Difference("RepositoryRuleset", "wrong rules.maxFileSize", "refused rules", LATER),
        Difference("RepositoryRuleset", "wrong rules.pullRequest", "refused rules", LATER),
    ),
    "random": (
        Difference("*", "unknown-property surprise", "refused surprise", UNNAMED),
        Difference("RandomBytes", "wrong keepers.rotation", "refused keepers", TYPES),
    ),
    "sentry": (
        Difference("SentryKey", "good", "secret *", "the SDK asks for it, and the stand-in does not wait to be asked"),
        Difference("SentryKey", "wrong rateLimitCount", "refused rateLimitCount", TYPES),
        Difference("SentryProject", "wrong teams*", "refused teams", TYPES),
        Difference("SentryTeam", "wrong name", "refused name", TYPES),
    ),
    "vercel": (
        Difference("*", "unknown-property surprise", "refused surprise", UNNAMED),
        Difference("Project", "*", "* previewComments", "the deprecated name of enablePreviewFeedback"),
        Difference("Project", "*", "foreseen serverlessFunctionRegion", "the deprecated name of a region"),
        Difference("Project", "wrong environments", "refused environments", LATER),
        Difference(
            "Project",
            "wrong resourceConfig.functionDefaultCpuType",
            "refused *",
            "both refuse; the plugin names no property",
        ),
        Difference("Project", "wrong serverlessFunctionRegion", "refused resourceConfig", ONCE),
        Difference("ProjectDomain", "wrong customEnvironmentId", "refused gitBranch", ONCE),
        Difference("ProjectEnvironmentVariable", "* visibility", "* visibility", NEWER),
        Difference("ProjectEnvironmentVariable", "*", "foreseen visibility", NEWER),
        Difference("ProjectEnvironmentVariable", "good", "outputs visibility", NEWER),
        Difference("ProjectEnvironmentVariable", "without targets", "refused customEnvironmentIds", ONCE),
        Difference("ProjectEnvironmentVariable", "*value", "refused valueWo", ONCE),
        Difference(
            "ProjectEnvironmentVariable",
            "without comment",
            "* comment",
            "the plugin keeps the old comment; ours removes it",
        ),
        Difference(
            "ProjectProtectionBypass",
            "good",
            "outputs teamId",
            "the team, which the plugin tells only where it is given",
        ),
        Difference("ProjectRoute", "*", "foreseen description", "known to be empty here, asked of Vercel there"),
        Difference("ProjectRoute", "missing route", "refused *", COLLISION),
        Difference("ProjectRoute", "not-yet-known", "refused *", COLLISION),
        Difference("ProjectRoute", "without position", "refused *", COLLISION),
    ),
}

NOT_RECORDED: Final[Mapping[str, str]] = {
    "vercel:index/projectDeploymentCheck:ProjectDeploymentCheck": "the recorded plugin (5.10.0) does not have it yet"
}
