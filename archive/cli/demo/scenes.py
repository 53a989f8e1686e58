"""Photographs and sound for made-up cases: drawn and computed, of nobody and nothing."""

import math
import struct
import wave
from datetime import date
from pathlib import Path
from random import Random

from PIL import Image, ImageDraw, ImageFilter, ImageFont

from archive.media.extract.ofd import find_font

SIZE = (1280, 860)
RATE = 16000


def photograph(path: Path, caption: str, made: date, chance: Random) -> None:
    """Draw a shelf of goods with the camera's caption on it."""
    hue = chance.randrange(360)
    image = Image.new("RGB", SIZE, f"hsl({hue}, 18%, 72%)")
    draw = ImageDraw.Draw(image)
    for shelf in range(3):
        floor = 260 + shelf * 240
        draw.rectangle((0, floor, SIZE[0], floor + 22), fill=f"hsl({hue}, 20%, 35%)")
        x = chance.randrange(20, 60)
        while x < SIZE[0] - 60:
            width, height = chance.randrange(40, 90), chance.randrange(90, 200)
            colour = f"hsl({chance.randrange(360)}, 45%, {chance.randrange(35, 70)}%)"
            draw.rounded_rectangle((x, floor - height, x + width, floor), 8, fill=colour)
            label = (x + 6, floor - height * 2 // 3, x + width - 6, floor - height // 3)
            draw.rectangle(label, fill="#f4f1e8")
            x += width + chance.randrange(6, 30)
    image = image.filter(ImageFilter.GaussianBlur(1.2))
    font = ImageFont.truetype(find_font(), 30)
    text = f"{caption}  {made:%Y-%m-%d}"
    ImageDraw.Draw(image).text(
        (24, SIZE[1] - 54), text, font=font, fill="#ffe27a", stroke_width=2, stroke_fill="#222"
    )
    image.save(path, "JPEG", quality=80)


def recording(path: Path, seconds: float, chance: Random) -> None:
    """Compute a few seconds of a murmur, as of people talking behind a door."""
    pitch = chance.uniform(110, 190)
    frames = bytearray()
    for at in range(int(seconds * RATE)):
        t = at / RATE
        syllable = max(0.0, math.sin(2 * math.pi * 3.1 * t)) ** 2
        voice = sum(math.sin(2 * math.pi * pitch * n * t) / n for n in (1, 2, 3, 5))
        frames += struct.pack("<h", int(5200 * syllable * voice / 2))
    with wave.open(str(path), "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(RATE)
        sound.writeframes(bytes(frames))
