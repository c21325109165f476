"""信用: the register with its record pages, the sources, and lists that come in; an auditor reads all of it."""
