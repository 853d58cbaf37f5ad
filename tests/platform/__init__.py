"""The whole platform on the real engine and the local cloud: what the project promises, one file a theme."""
