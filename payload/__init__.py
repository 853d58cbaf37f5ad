"""The files delivered into the app's repository."""
