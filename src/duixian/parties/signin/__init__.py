"""Signing in: who the visitor is, in which role they act, how long a session lasts, and what the trail says of it."""
