"""The report of one Pulumi run: a comment for a pull request, and a page to look at."""
