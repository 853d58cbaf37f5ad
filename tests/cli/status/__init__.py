"""Tests of `luma status`."""
