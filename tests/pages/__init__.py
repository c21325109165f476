"""One file per page: what it says, to whom, and what it refuses."""
