"""Filters for the words of letters."""
