"""Who may open what (R9), what leaks (R10), and what every answer carries (R15): on all addresses there are."""
