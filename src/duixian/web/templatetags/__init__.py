"""Filters and tags of the shared look."""
