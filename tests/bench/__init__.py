"""The bench: what the archive costs over its floor, each measured beside the other."""
