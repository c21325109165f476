"""Pages for an enterprise's people: registering, its profile, bank account, colleagues, one's own data."""
