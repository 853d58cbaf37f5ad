"""Trigger.dev: a project, its environments, their variables."""
