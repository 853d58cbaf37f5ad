"""`./luma env`: which variable is in which place."""
