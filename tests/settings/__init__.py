"""Tests of the settings: the stack files, the rules, the catalogue, the schema, the loader."""
