"""The vendors' own HTTP APIs, for the verbs that ask them directly; one way for real accounts and the local cloud."""
