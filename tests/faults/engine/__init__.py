"""Faults and kills over the whole platform, through the real engine."""
