"""The pages of `docs/stories/`, run as they stand."""
