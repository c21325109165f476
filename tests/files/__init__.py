"""Uploads: the gate, the store, the scanner, previews."""
