"""The proxy for plugins whose address is fixed."""
