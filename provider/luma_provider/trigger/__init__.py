"""Trigger.dev's environment variables."""
