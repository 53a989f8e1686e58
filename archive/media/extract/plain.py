"""Words of a plain text, in UTF-8 or in GB18030."""

from pathlib import Path

from archive.media.sniff import decoded

MOST_BYTES = 32 * 1024 * 1024


def words(path: Path) -> tuple[str, ...]:
    """Give the text as one page; what can't be decoded raises ValueError."""
    with path.open("rb") as stream:
        text = decoded(stream.read(MOST_BYTES), partial=True)
    if text is None:
        message = "neither UTF-8 nor GB18030"
        raise ValueError(message)
    return (text,)
