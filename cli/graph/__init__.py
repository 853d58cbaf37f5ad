"""`./luma graph`: the platform as a picture."""
