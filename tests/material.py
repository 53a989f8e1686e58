"""Files the tests make themselves, so that a clone without the shared material tests as well."""

import io
import struct
import wave
import zipfile
from collections.abc import Sequence
from pathlib import Path

import docx
import openpyxl
import typst
from PIL import Image, ImageDraw

from archive.papers.typesetting import fonts

OFD = "http://www.ofdspec.org/2016"


def make_pdf(path: Path, pages: Sequence[str]) -> Path:
    """Make a PDF with a Chinese text layer, one text a page."""
    body = "\n#pagebreak()\n".join(f"#text({_quoted(page)})" for page in pages)
    source = f'#set text(font: "Noto Sans CJK SC", cjk-latin-spacing: none)\n{body}'
    path.write_bytes(typst.compile(source.encode(), font_paths=fonts()))
    return path


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'


def make_docx(path: Path, paragraphs: Sequence[str]) -> Path:
    """Make a DOCX with these paragraphs."""
    document = docx.Document()
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    document.save(str(path))
    return path


def make_xlsx(path: Path, rows: Sequence[Sequence[str]]) -> Path:
    """Make an XLSX with one sheet of these rows."""
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(list(row))
    book.save(path)
    return path


def make_ofd(path: Path, pages: Sequence[str]) -> Path:
    """Make a small OFD (GB/T 33190), one text a page."""
    with zipfile.ZipFile(path, "w") as package:
        package.writestr(
            "OFD.xml",
            f'<ofd:OFD xmlns:ofd="{OFD}" Version="1.0" DocType="OFD"><ofd:DocBody>'
            "<ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>",
        )
        listed = "".join(
            f'<ofd:Page ID="{number}" BaseLoc="Pages/Page_{number}/Content.xml"/>'
            for number in range(len(pages))
        )
        package.writestr(
            "Doc_0/Document.xml",
            f'<ofd:Document xmlns:ofd="{OFD}"><ofd:CommonData><ofd:PageArea><ofd:PhysicalBox>'
            "0 0 210 297</ofd:PhysicalBox></ofd:PageArea></ofd:CommonData>"
            f"<ofd:Pages>{listed}</ofd:Pages></ofd:Document>",
        )
        for number, text in enumerate(pages):
            package.writestr(f"Doc_0/Pages/Page_{number}/Content.xml", _ofd_page(text))
    return path


def _ofd_page(text: str) -> str:
    return (
        f'<ofd:Page xmlns:ofd="{OFD}"><ofd:Content><ofd:Layer ID="1">'
        '<ofd:TextObject ID="2" Boundary="20 20 170 10" Size="5">'
        f'<ofd:TextCode X="0" Y="5" DeltaX="g {len(text)} 5">{text}</ofd:TextCode>'
        "</ofd:TextObject></ofd:Layer></ofd:Content></ofd:Page>"
    )


def make_picture(path: Path, kind: str = "JPEG", size: tuple[int, int] = (640, 480)) -> Path:
    """Make a picture with a cross on it."""
    image = Image.new("RGB", size, "#d8e4ea")
    draw = ImageDraw.Draw(image)
    draw.line((0, 0, *size), fill="#b3261e", width=9)
    draw.line((0, size[1], size[0], 0), fill="#0a5a78", width=9)
    image.save(path, kind)
    return path


def make_sound(path: Path, seconds: float = 1.0) -> Path:
    """Make a WAV of ``seconds`` seconds."""
    stream = io.BytesIO()
    with wave.open(stream, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(8000)
        frames = (struct.pack("<h", (at * 37) % 4000) for at in range(int(seconds * 8000)))
        sound.writeframes(b"".join(frames))
    path.write_bytes(stream.getvalue())
    return path
