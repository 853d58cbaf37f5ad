"""Faults of the machine that a run is on: two operators, a full disk, a place that cannot be written, a torn file."""
