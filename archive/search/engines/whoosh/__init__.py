"""Whoosh behind the port."""
