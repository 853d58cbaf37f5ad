"""Generators of committed files: what they write is checked for staleness by the tests.

`python -m codegen` rewrites every generated file; `python -m codegen --check` only names the stale ones.
"""
