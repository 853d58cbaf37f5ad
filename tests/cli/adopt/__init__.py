"""Adoption: what is taken, what is refused, and the way back."""
