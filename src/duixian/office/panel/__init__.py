"""评审: the expert's own desk; nothing of a case is shown before the expert has declared, and nobody else's scores."""
