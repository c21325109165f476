"""The HTTP API: the policies as data, and the assessment contract over POST."""
