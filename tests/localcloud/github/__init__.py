"""Tests of the local cloud's GitHub."""
