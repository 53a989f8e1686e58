"""The looks at the bytes on PostgreSQL: they read the database, not what RelStorage keeps of it."""

import threading
from pathlib import Path

import psycopg
import pytest
from builders import open_archive
from clustered import written_storage
from contracts.cluster import Cluster, new_database_at
from damaged import files_in, flip, place
from ZODB.utils import u64

from archive.models.fixity import Fault
from archive.preservation.fixity import place_of_bytes
from archive.storage.sweeping import NothingToSweep, sweep
from archive.worker.rounds import Rounds

TURNED = "UPDATE pg_largeobject SET data = set_byte(data, 0, get_byte(data, 0) # 1) WHERE loid IN "


def test_a_bit_and_a_file_that_are_wrong_in_the_database_are_found(tmp_path: Path) -> None:
    cluster = Cluster()
    try:
        address = new_database_at(cluster.uri)
        with (
            open_archive(tmp_path, uri=written_storage(tmp_path, address)) as archive,
            psycopg.connect(address, autocommit=True) as postgresql,
        ):
            archive.dossier(records=3)
            with archive.visit() as site:
                kept = files_in(site)
                uids = [each.uid for each in kept]
                zoids = [u64(each.blob._p_oid) for each in kept]
                copies = [place(each) for each in kept]
                assert place_of_bytes(site, uids[0]) == f"zoid {zoids[0]}"
            chunk = "SELECT chunk FROM blob_chunk WHERE zoid = %s"
            postgresql.execute(f"{TURNED} ({chunk})", [zoids[0]])
            postgresql.execute("DELETE FROM blob_chunk WHERE zoid = %s", [zoids[1]])
            flip(copies[2])  # only what RelStorage keeps beside: the file itself is right
            hand = Rounds(archive.db, archive.settings, threading.Event())
            assert hand.some()
            while hand.some():
                pass
            with archive.visit() as site:
                found = {each.uid: each.fault for each in site.fixity.open()}
                assert found == {uids[0]: Fault.CHANGED, uids[1]: Fault.GONE}
                assert site.fixity.rounds[0].files == 3
            with pytest.raises(NothingToSweep):
                list(sweep(archive.db.storage, site.fixity.last, do=True))
    finally:
        cluster.remove()
