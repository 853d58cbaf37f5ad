"""Tests of the components, against Pulumi's mock monitor."""
