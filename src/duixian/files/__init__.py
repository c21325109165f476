"""Uploaded evidence: checked in a child process, scanned, kept once by its hash."""
