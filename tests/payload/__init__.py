"""Tests of the files delivered into the app's repository."""
