"""From a round to a submitted application."""
