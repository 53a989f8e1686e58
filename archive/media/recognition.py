"""Reads words off a picture (OCR); imported only in the sandboxed child, where it is installed."""

from functools import cache
from importlib.util import find_spec
from typing import Any

from PIL import Image

from archive.wording import _

MISSING = _("没有安装 juanzong[ocr]：扫描件和照片上的国家秘密标志没有人看。")

#: Pixels across to which a page is brought, and how much of its height its head is.
WIDTH, HEAD = 1100, 0.3


def is_installed() -> bool:
    """Say whether pictures can be read here (``juanzong[ocr]``)."""
    return find_spec("rapidocr_onnxruntime") is not None


def missing() -> str:
    """Say what nobody looks at without the extra; empty where it is installed."""
    return "" if is_installed() else MISSING


def words_of_head(picture: Image.Image) -> str:
    """Give the words at the head of a page, where a secrecy mark stands (GB/T 9704)."""
    import numpy as np

    page = picture.convert("RGB")
    head = page.crop((0, 0, page.width, max(int(page.height * HEAD), min(page.height, 200))))
    height = max(int(head.height * WIDTH / max(head.width, 1)), 1)
    found, _times = _engine()(np.asarray(head.resize((WIDTH, height))))
    return "\n".join(line[1] for line in found or [])


@cache
def _engine() -> Any:
    from rapidocr_onnxruntime import RapidOCR

    return RapidOCR(intra_op_num_threads=1, inter_op_num_threads=1)
