"""Faults straight on the front ends: every type and route that the local cloud serves."""
