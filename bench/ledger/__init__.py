"""Transfers a second beside pgbench, and reports over a thousand times as many transfers."""
