"""Money, dates, numerals and the clock."""
