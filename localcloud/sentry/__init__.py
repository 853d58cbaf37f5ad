"""Sentry: the organization, its teams, projects and client keys."""
