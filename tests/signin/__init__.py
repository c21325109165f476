"""Signing in: pages, sessions, second factors, locks."""
