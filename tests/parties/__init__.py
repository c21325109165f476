"""Tests of organisations, people and their roles."""
