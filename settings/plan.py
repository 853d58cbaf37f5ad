"""What each account's tier can do, and which settings it rules out.

Sources: docs.github.com "GitHub's plans", vercel.com/docs/limits, vercel.com/docs/functions/limitations,
vercel.com/docs/vercel-firewall/vercel-waf (managed rulesets, rate limiting), vercel.com/docs/skew-protection.
"""

from typing import Literal

from pydantic import Field

from settings.model import Model


class Plan(Model):
    """The tier of each account. A setting that a tier cannot have is refused before any call."""

    github: Literal["free", "team", "enterprise"] = Field(description="Plan of the GitHub organization.")
    github_secret_protection: bool = Field(
        default=False,
        description="GitHub Secret Protection is bought: secret scanning and push protection for private repositories.",
    )
    vercel: Literal["hobby", "pro", "enterprise"] = Field(description="Plan of the Vercel team.")
    sentry: Literal["developer", "team", "business", "enterprise"] = Field(
        description="Plan of the Sentry organization."
    )
    cloudflare: Literal["free", "pro", "business", "enterprise"] = Field(description="Plan of the Cloudflare zone.")

    @property
    def has_environments(self) -> bool:
        """Whether a private repository has environments and rulesets (GitHub Team and up)."""
        return self.github != "free"

    @property
    def has_reviewers(self) -> bool:
        """Whether a private repository's environments have required reviewers (GitHub Enterprise)."""
        return self.github == "enterprise"

    @property
    def max_function_seconds(self) -> int:
        """Longest function duration in seconds: 300 on Hobby, 800 above."""
        return 300 if self.vercel == "hobby" else 800

    @property
    def max_rate_limit_seconds(self) -> int:
        """Longest window of a firewall rate limit in seconds: an hour on Vercel Enterprise, ten minutes below."""
        return 3600 if self.vercel == "enterprise" else 600

    @property
    def has_owasp_rules(self) -> bool:
        """Whether the firewall has the managed OWASP rules (Vercel Enterprise)."""
        return self.vercel == "enterprise"

    @property
    def has_skew_protection(self) -> bool:
        """Whether a browser's session can keep its deployment (Vercel Pro and up)."""
        return self.vercel != "hobby"
