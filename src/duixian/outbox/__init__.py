"""Messages: written with the change that causes them, sent after it, never twice."""
