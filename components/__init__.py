"""The platform as Pulumi components: one cloud's part a module, wired together in `components.platform`."""
