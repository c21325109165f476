"""What everything stands on: money, dates and the one clock. No Django, no input or output."""
