"""申报: the cases that a desk sees, one of them as a file folder, and what staff type in from paper."""
