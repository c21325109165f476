"""Organisations, people, roles, sign-in and access."""
