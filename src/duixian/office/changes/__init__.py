"""单位变更: what happens to an enterprise is recorded with its document, and decided by another person."""
