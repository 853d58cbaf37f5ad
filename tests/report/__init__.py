"""The report of a real run: the comment, and the page in a real Chromium."""
