"""Random values, as the Random provider makes them. Its results live in Pulumi's state alone."""
