"""What enterprises had before: the ledger of earlier grants, its import, the facts it fills, the enterprise sheet."""
