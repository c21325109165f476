"""Credit management: the register of records, its sources, and screening at each required moment (五（二）)."""
