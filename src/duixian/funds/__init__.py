"""The money: an append-only ledger, and budget, commitments, instalments, payments and recovery upon it (四（三）, 五（二）)."""
