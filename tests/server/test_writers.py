"""Sixteen clients who file over HTTP at once: what was acknowledged is there with its bytes."""

import threading
from collections import Counter
from hashlib import sha256
from pathlib import Path
from random import Random

import pytest
from builders import PASSWORD, open_archive, reopened
from damaged import files_in, place
from killing.wire import browser
from live import juanzong, serving, written_ini
from webtest import Upload

CLIENTS, EACH = 16, 4


@pytest.mark.timeout(300)
def test_sixteen_clients_lose_nothing(tmp_path: Path) -> None:
    """With the storage that zodburi's ``blobstorage_dir`` made, files of some were gone."""
    with open_archive(tmp_path) as archive:
        path = archive.dossier(records=1, sealed=False)
    acknowledged: Counter[str] = Counter()
    failed: list[BaseException] = []
    signed_in = threading.Barrier(CLIENTS)

    def file_some(client: int) -> None:
        chance, mine = Random(client), browser(lambda: live.address)
        try:
            form = mine.get("/sign-in").forms["sign-in"]
            form["login"], form["password"] = "officer", PASSWORD
            form.submit(status=303)
            signed_in.wait(120)
            for number in range(EACH):
                content = chance.randbytes(chance.randrange(1, 200_000))
                form = mine.get(f"{path}/main/add").forms["form"]
                form["title"], form["kind"] = f"{client}-{number}", "inquiry-record"
                form["files"] = [Upload("照片.bin", content)]
                form.submit(status=303)
                acknowledged[sha256(content).hexdigest()] += 1
        except BaseException as failure:  # noqa: BLE001 - told below, in the thread of the test
            failed.append(failure)

    with serving(written_ini(tmp_path, worker="yes")) as live:
        hands = [threading.Thread(target=file_some, args=[client]) for client in range(CLIENTS)]
        for hand in hands:
            hand.start()
        for hand in hands:
            hand.join()
        assert failed == []
        verified = juanzong(live.ini, "verify", "all")
        assert verified.returncode == 0, verified.stdout
        assert live.end() == 0
    assert acknowledged.total() == CLIENTS * EACH
    with reopened(tmp_path) as archive, archive.visit() as site:
        kept = Counter(file.sha256 for file in files_in(site))
        assert acknowledged - kept == Counter()
        for file in files_in(site):
            assert sha256(place(file).read_bytes()).hexdigest() == file.sha256
