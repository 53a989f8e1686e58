"""Text: characters, sounds, words and lines that are found by."""
