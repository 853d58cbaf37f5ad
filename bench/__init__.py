"""Measures the project's speed as ratios in one run: `make bench` prints the table and writes `bench/results.json`."""
