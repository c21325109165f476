"""Measurements; none of it is imported by the product."""
