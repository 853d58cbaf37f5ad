"""Imports every resource module, which fills the registry: add the next one here."""

from luma_provider.github import files
from luma_provider.registry import REGISTRY
from luma_provider.sentry import alert, monitor
from luma_provider.trigger import envvar

__all__ = ["REGISTRY", "alert", "envvar", "files", "monitor"]
