"""Tests of letters and the imported calendars."""
