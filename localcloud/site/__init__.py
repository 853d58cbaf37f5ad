"""A stand-in of the deployed site: answers as Vercel's edge and the bucket's host would for what the world holds."""
