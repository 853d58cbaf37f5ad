"""`./luma check`: the stack files, and what the program would make of them, before Pulumi starts."""
