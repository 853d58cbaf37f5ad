"""Tests of `./luma state`, and of a state in an S3 bucket."""
