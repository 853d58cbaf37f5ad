"""Tests of the vendors' APIs as the local cloud serves them."""
