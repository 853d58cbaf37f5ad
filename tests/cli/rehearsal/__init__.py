"""Tests of `./luma rehearsal`."""
