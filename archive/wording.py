"""Marks the sentences a person reads; the door that speaks to the person translates them."""


def _(sentence: str) -> str:
    """Mark a Chinese sentence for translation and give it back unchanged."""
    return sentence
