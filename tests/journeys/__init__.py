"""Whole stories in a real browser, against the product as it is started for real."""
