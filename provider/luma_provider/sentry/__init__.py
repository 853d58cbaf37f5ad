"""Sentry's alerts (its API calls them workflows) and monitors (detectors)."""
