"""The credit register and screening."""
