"""`./luma rehearsal`: a stack's state without its secrets, and what a pull request would change, shown offline."""
