"""The local Vercel, by its services and by its plugin."""
