"""Proofs of what SECURITY.md promises, and parsers fed with what nobody meant."""
