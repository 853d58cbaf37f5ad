"""Tests of `./luma`."""
