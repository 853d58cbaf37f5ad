"""The plugin front end: translates the engine's resource-provider protocol to the clouds' services."""
