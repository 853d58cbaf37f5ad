"""Tests of `luma rotate`."""
