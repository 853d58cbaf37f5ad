"""`./luma secrets`: the stack's secrets, taken from a file."""
