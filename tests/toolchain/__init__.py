"""Tests of the toolchain package, its language host, the make targets and ./luma."""
