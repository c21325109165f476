"""What goes to the bank and what comes back: files, read and written without a database (docs/reference/bank-files.md)."""
