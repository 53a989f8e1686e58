"""A wheel installed into an empty environment serves pages, with its own templates."""

import subprocess
import sys
import venv
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

SERVE = """
import sys
from pathlib import Path
from webtest import TestApp
import archive
from archive.cli.keeping import prepare_folders
from archive.models.site import make_site
from archive.storage.visiting import connected
from archive.settings import read_settings

home = Path(sys.argv[1])
ini = {
    "zodbconn.uri": f"file://{home}/archive.fs?blob_dir={home}/blobs",
    "juanzong.var": f"{home}/var",
    "juanzong.worker": "no",
}
prepare_folders(read_settings(ini), ini["zodbconn.uri"])
app = archive.main({}, **ini)
with connected(app.registry._zodb_databases[""]) as root:
    make_site(root)
browser = TestApp(app)
assert "申请复制" in browser.get("/")
assert "Ask for copies" in browser.get("/", headers={"Cookie": "language=en"})
assert browser.get("/static/main.css").status_int == 200
print(archive.__file__)
"""


@pytest.mark.timeout(300)
def test_a_wheel_in_an_empty_environment_serves_pages(tmp_path: Path) -> None:
    build = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(tmp_path)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    wheel = next(tmp_path.glob("juanzong-*.whl"))
    venv.create(tmp_path / "venv", with_pip=False, system_site_packages=False)
    python = tmp_path / "venv" / "bin" / "python"
    packages = next((tmp_path / "venv" / "lib").glob("python*")) / "site-packages"
    install = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--target"]
    subprocess.run([*install, str(packages), str(wheel)], check=True, capture_output=True)
    # What the wheel depends on is taken from here, so that no network is needed; the checkout
    # itself is not on the path.
    here = [path for path in sys.path if path.endswith("site-packages")]
    (packages / "dependencies.pth").write_text("\n".join(here), encoding="utf-8")
    (tmp_path / "serve.py").write_text(SERVE, encoding="utf-8")
    home = tmp_path / "home"
    home.mkdir()
    command = [str(python), "-I", str(tmp_path / "serve.py"), str(home)]
    ran = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    assert str(packages) in ran.stdout
