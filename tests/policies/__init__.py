"""Policies as documents: Putuo's own, a made-up second one, and many broken ones."""
