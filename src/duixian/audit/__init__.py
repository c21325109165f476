"""The trail: every change writes one entry in the same transaction, chained by hash."""
