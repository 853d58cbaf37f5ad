"""`./luma status`: how a stack is, at a glance."""
