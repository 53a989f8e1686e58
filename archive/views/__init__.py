"""Doors for a browser: a screen is parse, one operation, answer."""
