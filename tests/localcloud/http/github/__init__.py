"""Tests of GitHub's API as the local cloud serves it."""
