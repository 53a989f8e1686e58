"""Nouns: what is kept, and the rules that keep it valid."""
