"""历次资助: the ledger of what enterprises had from the district before, and its import."""
