"""Doors of a copy request (Art. 33): asked and followed by the public, dealt with by the office."""
