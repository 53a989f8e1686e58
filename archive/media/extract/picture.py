"""Size and a screen picture of a photograph, scan or drawing."""

from collections.abc import Iterator
from pathlib import Path

from PIL import Image, ImageOps, ImageSequence

Image.MAX_IMAGE_PIXELS = 200_000_000


def size(path: Path) -> tuple[int, int, int]:
    """Give width, height and number of pages."""
    with Image.open(path) as image:
        image.verify()
    with Image.open(path) as image:
        return image.width, image.height, getattr(image, "n_frames", 1)


def pictures(path: Path, width: int, most: int) -> Iterator[Image.Image]:
    """Draw up to ``most`` pages, turned the right way up, at most ``width`` pixels across."""
    with Image.open(path) as image:
        frames = ImageSequence.Iterator(image) if image.format == "TIFF" else [image]
        for number, frame in enumerate(frames):
            if number == most:
                return
            upright = ImageOps.exif_transpose(frame).convert("RGB")
            upright.thumbnail((width, width * 3))
            yield upright
