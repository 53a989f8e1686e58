"""A bundle installs in an empty folder with the network off, and what it installed serves pages."""

import os
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

#: Where a command has no network at all: root can take it away.
OFFLINE = ["unshare", "-n"] if os.geteuid() == 0 else []
SUMS = "import sys, pathlib; from tools import bundle; bundle.write_sums(pathlib.Path(sys.argv[1]))"
FIRST = ("--bureau", "某县局", "--short", "某市监", "--fonds", "J001", "--login", "admin",
         "--name", "郑管理", "--password", "a long enough password")  # fmt: skip


@pytest.mark.timeout(600)
def test_a_bundle_installs_without_a_network(tmp_path: Path) -> None:
    made = [sys.executable, "tools/bundle.py", "--into", str(tmp_path), "postgres"]
    subprocess.run(made, cwd=ROOT, check=True, capture_output=True)
    (packed,) = tmp_path.glob("*.tar.gz")
    with tarfile.open(packed) as tar:
        tar.extractall(tmp_path, filter="data")
    bundle = packed.with_name(packed.name.removesuffix(".tar.gz"))
    home = tmp_path / "home"
    install = [*OFFLINE, "sh", str(bundle / "install.sh"), str(home), "postgres"]
    quiet = {name: value for name, value in os.environ.items() if not name.startswith("PIP_")}
    ran = subprocess.run(
        install, env=quiet | {"PYTHON": sys.executable}, capture_output=True, text=True, check=False
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr

    juanzong = [*OFFLINE, str(home / "venv/bin/juanzong"), "--ini", str(home / "juanzong.ini")]
    (home / "juanzong.ini").write_text(
        (ROOT / "archive/deployment/production.ini").read_text(encoding="utf-8"), encoding="utf-8"
    )
    for words in (["init", *FIRST], ["user", "list"]):
        ran = subprocess.run([*juanzong, *words], capture_output=True, text=True, check=False)
        assert ran.returncode == 0, ran.stderr
    assert "系统管理员" in ran.stdout


@pytest.mark.timeout(600)
def test_a_bundle_that_was_tampered_with_is_refused(tmp_path: Path) -> None:
    made = [sys.executable, "-c", SUMS, str(tmp_path)]
    (tmp_path / "install.sh").write_bytes((ROOT / "archive/deployment/install.sh").read_bytes())
    (tmp_path / "README.md").write_text("one", encoding="utf-8")
    subprocess.run(made, cwd=ROOT, check=True)
    (tmp_path / "README.md").write_text("two", encoding="utf-8")
    ran = subprocess.run(
        ["sh", str(tmp_path / "install.sh"), str(tmp_path / "home")],
        env=os.environ | {"PYTHON": sys.executable}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert ran.returncode != 0
    assert "README.md" in ran.stdout + ran.stderr
    assert not (tmp_path / "home").exists()
