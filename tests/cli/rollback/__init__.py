"""Tests of `luma rollback`."""
