"""What must hold before a step: each guard returns None, or the reason in Chinese why not. Pure; no Django.

The docstring is the condition as officials read it (docs/reference/process.md).
"""

from duixian.applications.guards import after, deciding, examining, filing, reviewing

__all__ = ["after", "deciding", "examining", "filing", "reviewing"]
