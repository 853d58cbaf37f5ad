"""The vendors' own HTTP APIs, for the verbs that ask them directly: one client, the same for real accounts and the local cloud."""
