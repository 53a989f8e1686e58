"""Backups and packs while the kills fall; what a backup held is restored and looked at."""

import subprocess
from collections import Counter
from pathlib import Path
from random import Random

from live import JUANZONG, juanzong
from pyramid.paster import get_appsettings

from archive.storage.opening import open_database
from archive.storage.visiting import visit
from killing import whole
from killing.cases import Case
from killing.truth import Truth, lacking

#: How often something is begun in a round, and what.
OFTEN = 0.6
WHAT = ("backup", "backup", "pack")

#: Seconds in which a backup or a pack ends, also where the server is killed under it.
LONGEST = 120


class Meanwhile:
    """One command beside the clients; knows what was acknowledged before the last whole backup."""

    def __init__(self, ini: Path) -> None:
        """Begin with no backup."""
        self._ini, self._folder = ini, ini.parent / "backups"
        self._running: subprocess.Popen[str] | None = None
        self._what, self._since = "", dict[int, int]()
        self._held: dict[int, int] | None = None
        self.done: Counter[str] = Counter()

    def begin(self, chance: Random, cases: list[Case]) -> None:
        """Begin a backup or a pack, or nothing."""
        if chance.random() > OFTEN:
            return
        self._what, self._since = chance.choice(WHAT), {case.serial: case.at for case in cases}
        words = {"backup": ["backup", str(self._folder)], "pack": ["pack", "--days", "0"]}
        self._running = subprocess.Popen(
            [*JUANZONG, "--ini", str(self._ini), *words[self._what]],
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        )  # fmt: skip

    def end(self) -> list[str]:
        """Wait for it, give what is wrong; a pack that the killed server did is cut off."""
        running, self._running = self._running, None
        if running is None:
            return []
        said, _none = running.communicate(timeout=LONGEST)
        self.done[self._what if running.returncode == 0 else f"{self._what} cut off"] += 1
        if running.returncode == 0 and self._what == "backup":
            self._held = self._since
        elif running.returncode and self._what == "backup":
            return [f"the backup failed: {said[-1000:]}"]
        return ["Traceback: " + said[-2000:]] if "Traceback" in said else []

    def restored(self, into: Path, cases: list[Case]) -> list[str]:
        """Restore the last backup and look whether it holds what was acknowledged before it."""
        if self._held is None:
            return []
        done = juanzong(self._ini, "restore", str(self._folder), str(into), timeout=LONGEST)
        if done.returncode:
            return [f"restore: {done.stdout}{done.stderr}"]
        self.done["restore"] += 1
        (ini,) = into.glob("*.ini")
        db = open_database(get_appsettings(str(ini))["zodbconn.uri"])
        try:
            with visit(db) as site:
                truth, held = Truth(site), self._held
                lost = [each for case in cases for each in lacking(truth, case, held)]
                return [f"restored: {each}" for each in (*lost, *whole.faults(site))]
        finally:
            db.close()
