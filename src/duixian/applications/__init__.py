"""Rounds, applications, the process table, and casework: the one writer of a case."""
