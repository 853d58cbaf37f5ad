"""Tests of the local cloud, over the wire and through the real engine."""
