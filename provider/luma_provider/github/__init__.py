"""Files in a GitHub repository."""
