"""Vercel over HTTP."""
