"""Sentry's alerting: monitors (detectors), alerts (workflows), and whom they can tell."""
