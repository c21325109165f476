"""The rules engine: each part by itself, and all readings against each other."""
