"""make bundle: one archive with all that an office network without internet needs to install."""

import argparse
import hashlib
import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[1]
FILES = ROOT / "archive" / "deployment"
EXTRAS = ("cluster", "ldap", "ocr", "openid", "postgres")


def bundle(into: Path, extras: tuple[str, ...] = EXTRAS) -> Path:
    """Make the bundle in ``into`` and give its path; the wheels are those the locks name."""
    with tempfile.TemporaryDirectory() as made:
        wheels = Path(made) / "wheels"
        _run("build", "--wheel", "--no-isolation", "--outdir", str(wheels), str(ROOT))
        name = next(wheels.glob("juanzong-*.whl")).name.split("-py3")[0]
        folder = Path(made) / f"{name}-bundle"
        folder.mkdir()
        wheels.rename(folder / "wheels")
        _fill(folder, extras)
        write_sums(folder)
        into.mkdir(parents=True, exist_ok=True)
        packed = into / f"{folder.name}.tar.gz"
        with tarfile.open(packed, "w:gz") as tar:
            tar.add(folder, folder.name)
    return packed


def _fill(folder: Path, extras: tuple[str, ...]) -> None:
    (folder / "requirements").mkdir()
    wheels = folder / "wheels"
    for lock in ("run", *extras):
        source = ROOT / "requirements" / f"{lock}.txt"
        shutil.copy(source, folder / "requirements")
        how = ("--quiet", "--require-hashes", "--no-deps", "--no-build-isolation")
        _run("pip", "download", *how, "-r", str(source), "-d", str(wheels))
    for sources in sorted(wheels.glob("*.tar.gz")):
        _build(sources, folder)
    for name in ("install.sh", "debian-packages.txt"):
        shutil.copy(FILES / name, folder)
    shutil.copytree(ROOT / "docs", folder / "docs", ignore=shutil.ignore_patterns("pictures"))
    for name in ("LICENSE", "README.md", "CHANGELOG.md"):
        shutil.copy(ROOT / name, folder)


def _build(sources: Path, folder: Path) -> None:
    """Make a wheel of checked sources here, so that the office builds none; the locks know it."""
    before = set(sources.parent.glob("*.whl"))
    how = ("--quiet", "--no-deps", "--no-build-isolation", "--no-index")
    _run("pip", "wheel", *how, str(sources), "-w", str(sources.parent))
    (made,) = set(sources.parent.glob("*.whl")) - before
    known, new = (hashlib.sha256(path.read_bytes()).hexdigest() for path in (sources, made))
    for lock in (folder / "requirements").iterdir():
        text = lock.read_text(encoding="utf-8")
        line = f"--hash=sha256:{known}"
        lock.write_text(text.replace(line, f"{line} --hash=sha256:{new}"), encoding="utf-8")
    sources.unlink()


def write_sums(folder: Path) -> None:
    """Write the SHA-256 of every file, as sha256sum checks it."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    lines = [
        f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.relative_to(folder)}\n"
        for path in files
    ]
    (folder / "SHA256SUMS").write_text("".join(lines), encoding="ascii")


def _run(module: str, *words: str) -> None:
    subprocess.run([sys.executable, "-m", module, *words], check=True)  # noqa: S603 - our own words


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--into", type=Path, default=ROOT / "dist")
    parser.add_argument("extras", nargs="*", default=EXTRAS)
    chosen = parser.parse_args()
    print(bundle(chosen.into, tuple(chosen.extras)))  # noqa: T201 - said to who made it
