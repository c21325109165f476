"""Pages of the product with few rows and with many, side by side."""
