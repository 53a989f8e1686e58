"""Verbs: everything that can be done to the archive, one file a noun, each function an act."""
