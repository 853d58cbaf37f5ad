"""`./luma rotate`: a new value for a secret, everywhere it lives."""
