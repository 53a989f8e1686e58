"""The operators' page, followed word by word: its commands are read out of it and run in order.

They run as root on a machine of their own: the network is off, and what is written to the system's
folders is thrown away. So the names, ports and folders are those of the page.
"""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
#: The Python Debian brings; the bundle's wheels are made for the one that runs the tests.
PYTHON = "/usr/bin/python3"
APART = ["unshare", "--mount", "--net", "--pid", "--fork", "--kill-child", "--mount-proc",
         "--propagation", "private"]  # fmt: skip


def _hindrance() -> str:
    """Say why the page can't be followed here."""
    if os.geteuid() != 0:
        return "only root can make a user and a machine of its own"
    ask = [PYTHON, "-c", "import ensurepip, sys; print(sys.version_info[:2])"]
    try:
        said = subprocess.run(ask, capture_output=True, text=True, check=False).stdout.strip()
    except OSError:
        said = "none"
    ours = str(sys.version_info[:2])
    return "" if said == ours else f"the bundle is for Python {ours}, {PYTHON} with venv is {said}"


@pytest.mark.timeout(600)
def test_the_operators_page_is_followed_word_by_word(tmp_path: Path) -> None:
    if hindrance := _hindrance():
        assert os.environ.get("CI") != "true", hindrance
        pytest.skip(hindrance)
    made = [sys.executable, "tools/bundle.py", "--into", str(tmp_path), "ldap"]
    subprocess.run(made, cwd=ROOT, check=True, capture_output=True)
    (packed,) = tmp_path.glob("*.tar.gz")
    follow = [sys.executable, str(ROOT / "tests/drill/following.py"), str(packed)]
    ran = subprocess.run(
        [*APART, *follow], cwd=tmp_path, capture_output=True, text=True, check=False,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT / "tests"), "LANG": "C.UTF-8"},
    )  # fmt: skip
    assert ran.returncode == 0, ran.stdout[-6000:] + ran.stderr[-6000:]
    assert "restored 合市监处罚[2020]1号: 检查笔录：货架上有化肥十二袋" in ran.stdout
