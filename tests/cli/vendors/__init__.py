"""The vendors' APIs for the command line."""
