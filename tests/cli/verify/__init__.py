"""Tests of `luma verify`."""
