"""Words and pictures of an OFD (GB/T 33190): a ZIP of XML with text and image objects."""

import io
import posixpath
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from pathlib import Path

from lxml import etree
from PIL import Image, ImageDraw, ImageFont, UnidentifiedImageError

MOST_BYTES = 256 * 1024 * 1024
A4 = (0.0, 0.0, 210.0, 297.0)
DEBIAN_FONT = Path("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc")

Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class Page:
    """One page: its box in millimetres and the XML of its layers, templates first."""

    box: Box
    layers: tuple[etree._Element, ...]


class Package:
    """The ZIP with its parts; every path is looked up inside it, whatever it says."""

    def __init__(self, path: Path) -> None:
        """Open it; raise ValueError where what it unpacks to is out of bounds."""
        self._zip = zipfile.ZipFile(path)
        if sum(member.file_size for member in self._zip.infolist()) > MOST_BYTES:
            message = "unpacks to too much"
            raise ValueError(message)
        self._names = {name.lstrip("/"): name for name in self._zip.namelist()}

    def bytes_at(self, place: str) -> bytes:
        """Give the bytes of a part; KeyError where there is none."""
        return self._zip.read(self._names[posixpath.normpath(place).lstrip("/")])

    def xml_at(self, place: str) -> etree._Element:
        """Give a part as XML; entities stay closed, nothing is fetched."""
        parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
        return etree.fromstring(self.bytes_at(place), parser)

    def pages(self) -> Iterator[Page]:
        """Go through the pages of every document in it."""
        for root in _all(self.xml_at("OFD.xml"), "DocRoot"):
            place = (root.text or "").strip()
            yield from self._pages_of(place)

    def _pages_of(self, place: str) -> Iterator[Page]:
        document, base = self.xml_at(place), posixpath.dirname(place)
        box = _box(document, A4)
        templates = {
            each.get("ID"): _join(base, each.get("BaseLoc", ""))
            for each in _all(document, "TemplatePage")
        }
        for pages in _all(document, "Pages"):
            for page in _all(pages, "Page"):
                yield self._page(_join(base, page.get("BaseLoc", "")), templates, box)

    def _page(self, place: str, templates: "dict[str | None, str]", box: Box) -> Page:
        content = self.xml_at(place)
        below = [
            self.xml_at(templates[each.get("TemplateID")])
            for each in _all(content, "Template")
            if each.get("TemplateID") in templates
        ]
        return Page(_box(content, box), (*below, content))

    def images(self) -> dict[str, bytes]:
        """Give the bytes of the images that can be found, by their resource id."""
        found: dict[str, bytes] = {}
        for name in self._names:
            if name.endswith(("Res.xml", "res.xml")):
                found |= self._images_of(name)
        return found

    def _images_of(self, place: str) -> dict[str, bytes]:
        resources, images = self.xml_at(place), {}
        base = _join(posixpath.dirname(place), resources.get("BaseLoc", ""))
        for media in _all(resources, "MultiMedia"):
            for file in _all(media, "MediaFile"):
                try:
                    images[media.get("ID", "")] = self.bytes_at(_join(base, file.text or ""))
                except KeyError:
                    continue
        return images


def words(path: Path) -> tuple[str, ...]:
    """Give the text of each page, a line for each stretch at the same height."""
    return tuple(_page_words(page) for page in Package(path).pages())


def _page_words(page: Page) -> str:
    lines: list[tuple[float, str]] = []
    for layer in page.layers:
        for text in _all(layer, "TextObject"):
            top = _box_of(text.get("Boundary"))[1]
            line = "".join(code.text or "" for code in _all(text, "TextCode"))
            if lines and abs(lines[-1][0] - top) < 1:
                lines[-1] = (top, lines[-1][1] + line)
            else:
                lines.append((top, line))
    return "\n".join(line for _top, line in lines)


def pictures(path: Path, width: int, most: int) -> Iterator[Image.Image]:
    """Draw up to ``most`` pages: images and text at their places, each ``width`` pixels across."""
    package = Package(path)
    images = package.images()
    for number, page in enumerate(package.pages()):
        if number == most:
            return
        yield _drawn(page, images, width)


def _drawn(page: Page, images: dict[str, bytes], width: int) -> Image.Image:
    scale = width / page.box[2]
    canvas = Image.new("RGB", (width, max(1, min(round(page.box[3] * scale), 3 * width))), "white")
    draw = ImageDraw.Draw(canvas)
    for layer in page.layers:
        for each in layer.iter():
            name = etree.QName(each).localname if isinstance(each.tag, str) else ""
            if name == "ImageObject":
                _draw_image(canvas, each, images, scale)
            elif name == "TextObject":
                _draw_text(draw, each, scale)
    return canvas


def _draw_image(
    canvas: Image.Image, each: etree._Element, images: dict[str, bytes], scale: float
) -> None:
    x, y, across, down = (value * scale for value in _box_of(each.get("Boundary")))
    try:
        picture = Image.open(io.BytesIO(images[each.get("ResourceID", "")]))
        size = (max(1, round(across)), max(1, round(down)))
        canvas.paste(picture.convert("RGB").resize(size), (round(x), round(y)))
    except (KeyError, UnidentifiedImageError, OSError):
        ImageDraw.Draw(canvas).rectangle((x, y, x + across, y + down), outline="#999")


def _draw_text(draw: ImageDraw.ImageDraw, each: etree._Element, scale: float) -> None:
    left, top = _box_of(each.get("Boundary"))[:2]
    a, b, c, d, e, f = _matrix(each.get("CTM"))
    height = _number(each.get("Size"), 4.0)
    size = max(4, min(round(height * abs(d or a or 1) * scale), 400))
    for code in _all(each, "TextCode"):
        x, y = _number(code.get("X")), _number(code.get("Y"))
        across, down = _steps(code.get("DeltaX")), _steps(code.get("DeltaY"))
        for letter in code.text or "":
            place = (left + a * x + c * y + e) * scale, (top + b * x + d * y + f) * scale
            draw.text(place, letter, fill="#111", font=_font(size), anchor="ls")
            step = next(down, 0.0)
            x, y = x + next(across, 0.0 if step else height), y + step


def _matrix(written: str | None) -> tuple[float, ...]:
    """Give the six numbers of a transformation; without one, the one that changes nothing."""
    values = tuple(_number(part) for part in (written or "").split())
    return values if len(values) == 6 else (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)  # noqa: PLR2004 - a CTM


def _steps(delta: str | None) -> Iterator[float]:
    """Give the distances between letters; ``g 3 2.1`` stands for three times 2.1."""
    parts = iter((delta or "").split())
    for part in parts:
        if part == "g":
            count, step = int(_number(next(parts, "0"))), _number(next(parts, "0"))
            yield from [step] * min(count, 10_000)
        else:
            yield _number(part)


@lru_cache(maxsize=64)
def _font(size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(find_font(), size)


def find_font() -> str:
    """Give the path of a font with Chinese letters: Debian's, or the one that came along."""
    if DEBIAN_FONT.is_file():
        return str(DEBIAN_FONT)
    return str(files("pylopdf_fonts_zh_cn") / "NotoSansSC-Regular.otf")


def _all(element: etree._Element, name: str) -> list[etree._Element]:
    return list(element.iter(f"{{*}}{name}"))


def _box(element: etree._Element, default: Box) -> Box:
    for area in _all(element, "PhysicalBox"):
        return _box_of(area.text)
    return default


def _box_of(written: str | None) -> Box:
    values = [_number(part) for part in (written or "").split()]
    x, y, across, down = (*values[:4], *A4[len(values[:4]) :])
    return x, y, min(max(across, 1.0), 5000.0), min(max(down, 1.0), 5000.0)


def _number(written: str | None, default: float = 0.0) -> float:
    try:
        return float(written or default)
    except ValueError:
        return default


def _join(base: str, place: str) -> str:
    place = place.strip()
    return place if place.startswith("/") else posixpath.join(base, place)
