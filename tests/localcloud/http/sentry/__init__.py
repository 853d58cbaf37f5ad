"""Tests of Sentry's API."""
