"""批次总览: a round's cases by state and money, and the papers for a meeting."""
