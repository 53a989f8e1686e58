"""Locks: levels, clearances and the two gates; knows no model class."""
