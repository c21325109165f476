"""Free-text search that finds Chinese words of two characters on both databases; and organisations found by it."""
