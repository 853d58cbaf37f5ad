"""Vercel: a team's projects and everything that hangs on them."""
