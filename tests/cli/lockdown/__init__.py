"""Tests of `luma lockdown` and `luma unlock`."""
