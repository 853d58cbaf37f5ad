"""Thin typed classes of the resource types in use, generated from the SDKs that cost too much to import."""
