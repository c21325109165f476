"""A fictional district, made by calling the product's own verbs; the tests use the same cast."""
