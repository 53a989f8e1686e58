"""Backups of an archive in files: made, kept for a term, restored whole or to a commit."""

import os
import stat
import tarfile
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256
from pathlib import Path

import pytest
from builders import Archive
from live import written_ini

from archive.backups.commits import Packed, moment_of, tid_of
from archive.backups.damage import Damaged, differing
from archive.backups.drilling import drill
from archive.backups.fitting import fitted
from archive.backups.keys import House, NoKeys
from archive.backups.listing import backups_in, chains_in, newest_in, remove_older
from archive.backups.making import Plan, back_up
from archive.backups.restoring import Beyond, Occupied, restore
from archive.models.components import StoredFile
from archive.storage.keeping import UnderWay, keeping
from archive.storage.opening import open_database, place_of
from archive.storage.visiting import visit


@pytest.fixture
def plan(archive: Archive) -> Plan:
    ini = written_ini(archive.folder)
    place = place_of(
        f"file://{archive.folder}/data/archive.fs?blob_dir={archive.folder}/data/blobs"
    )
    assert place is not None
    folder = archive.folder / "kept apart"
    return Plan(House(archive.settings, ini), place, folder, timedelta(days=396), patience=0.5)


def dossiers_in(folder: Path) -> dict[str, list[bytes]]:
    """Give the dossiers of a restored archive with the bytes of their files, each as recorded."""
    db = open_database(f"file://{folder}/var/data/archive.fs?blob_dir={folder}/var/data/blobs")
    try:
        with visit(db) as site:
            files = [each for each in site.by_uid.values() if isinstance(each, StoredFile)]
            found: dict[str, list[bytes]] = {}
            for each in files:
                with each.blob.open("r") as stream:
                    content = stream.read()
                assert sha256(content).hexdigest() == each.sha256
                found.setdefault("/".join(each.path.split("/")[:5]), []).append(content)
            return found
    finally:
        db.close()


def test_what_is_restored_is_what_was_there(archive: Archive, plan: Plan) -> None:
    paths = {archive.dossier(), archive.dossier(case_number="栾市监立〔2020〕13号")}
    made, removed = back_up(plan)
    assert (made.files, removed) == (4, [])
    done = restore(plan.folder, archive.folder / "restored")
    assert done.commit.tid.hex() == made.commit
    found = dossiers_in(archive.folder / "restored")
    assert set(found) == paths
    assert sum(map(len, found.values())) == 4


def test_later_backups_add_and_a_pack_begins_anew(archive: Archive, plan: Plan) -> None:
    archive.dossier()
    first, _none = back_up(plan)
    assert back_up(plan)[0].commit == first.commit, "nothing has changed"
    archive.dossier(case_number="栾市监立〔2020〕13号")
    second, _none = back_up(plan)
    (chain,) = chains_in(plan.folder)
    assert len(list(chain.objects.glob("*.deltafs"))) == 1
    archive.db.pack()
    third, _none = back_up(plan)
    before, newest = chains_in(plan.folder)
    assert before.name == chain.name
    linked = [each for each in newest.blobs.rglob("*.blob") if each.stat().st_nlink > 1]
    assert len(linked) == third.files == second.files == 4
    assert len(dossiers_in(_restored(plan, "third"))) == 2
    assert len(dossiers_in(_restored(plan, "first", first.commit))) == 1


def _restored(plan: Plan, name: str, to: str | None = None) -> Path:
    into = plan.folder.parent / name
    restore(plan.folder, into, to=tid_of(to) if to else None)
    return into


def test_any_commit_between_backups_can_be_restored(archive: Archive, plan: Plan) -> None:
    archive.dossier()
    back_up(plan)
    between = archive.db.lastTransaction()
    archive.dossier(case_number="栾市监立〔2020〕13号")
    back_up(plan)
    assert len(dossiers_in(_restored(plan, "then", between.hex()))) == 1
    said = moment_of(between).isoformat(timespec="seconds")
    assert tid_of(said) >= between
    with pytest.raises(Beyond, match="备份只到"):
        _restored(plan, "never", "2099-01-01T00:00:00")


def test_what_a_pack_let_go_before_the_first_backup_is_said_to_be_gone(
    archive: Archive, plan: Plan
) -> None:
    early = archive.db.lastTransaction()
    archive.dossier()
    archive.db.pack()
    back_up(plan)
    with pytest.raises(Packed, match="整理"):
        _restored(plan, "gone", early.hex())


def test_nobody_else_can_read_a_backup(archive: Archive, plan: Plan) -> None:
    archive.dossier()
    before = os.umask(0o022)
    try:
        back_up(plan)
        restore(plan.folder, archive.folder / "restored")
    finally:
        os.umask(before)
    for root in (plan.folder, archive.folder / "restored"):
        for path in (root, *root.rglob("*")):
            mode = stat.S_IMODE(path.stat().st_mode)
            assert mode & 0o077 == 0, (path, oct(mode))


def test_the_keys_come_back_or_their_lack_is_said(archive: Archive, plan: Plan) -> None:
    archive.dossier()
    back_up(plan)
    chain, _made = newest_in(plan.folder)
    with tarfile.open(chain.keys) as tar:
        assert tar.getnames() == ["var/secret", "archive.ini"]
    done = restore(plan.folder, archive.folder / "restored")
    secret = (archive.folder / "restored/var/secret").read_bytes()
    assert secret == archive.settings.secret_file.read_bytes()
    assert done.settings == archive.folder / "restored/archive.ini"
    apart = chain.keys.rename(archive.folder / "keys.tar")
    with pytest.raises(NoKeys, match="--keys"):
        restore(plan.folder, archive.folder / "again")
    restore(plan.folder, archive.folder / "again", keys=apart)
    assert (archive.folder / "again/var/secret").read_bytes() == secret


def test_a_backup_without_keys_has_none(archive: Archive, plan: Plan) -> None:
    back_up(replace(plan, with_keys=False))
    secret = archive.settings.secret_file.read_bytes().strip()
    found = [path for path in plan.folder.rglob("*") if path.is_file()]
    assert found
    assert not [path for path in found if secret in path.read_bytes()]


def test_the_settings_are_fitted_to_their_new_place() -> None:
    before = (
        "[app:main]\nzodbconn.uri = file:///srv/a.fs?blobstorage_dir=/srv/b\n"
        "   &connection_cache_size=5\njuanzong.var=/srv/var\njuanzong.organ = 某局\n"
        "juanzong.observer_token = /etc/token\n"
    )
    assert fitted(before).splitlines() == [
        "[app:main]",
        "zodbconn.uri = file://%(here)s/var/data/archive.fs?blob_dir=%(here)s/var/data/blobs",
        "juanzong.var = %(here)s/var",
        "juanzong.organ = 某局",
        "juanzong.observer_token = %(here)s/secrets/token",
    ]


@pytest.mark.parametrize("what", ["objects/*.fs", "blobs/**/*.blob", "blobs.sha256"])
def test_a_changed_byte_is_found(archive: Archive, plan: Plan, what: str) -> None:
    archive.dossier()
    back_up(plan)
    chain, _made = newest_in(plan.folder)
    path = next(chain.folder.glob(what))
    path.chmod(0o600)
    content = bytearray(path.read_bytes())
    content[20] ^= 1
    path.unlink()
    path.write_bytes(content)
    with pytest.raises(Damaged, match="备份已损坏"):
        restore(plan.folder, archive.folder / "restored")
    made, _none = back_up(plan)
    assert made.files == 2


def test_a_lost_file_is_found(archive: Archive, plan: Plan) -> None:
    archive.dossier()
    back_up(plan)
    chain, _made = newest_in(plan.folder)
    next(chain.blobs.rglob("*.blob")).unlink()
    with pytest.raises(Damaged):
        restore(plan.folder, archive.folder / "restored")


def test_the_manifest_is_what_sha256sum_reads(archive: Archive, plan: Plan) -> None:
    archive.dossier()
    back_up(plan)
    chain, _made = newest_in(plan.folder)
    assert differing(chain.blob_sums) == differing(chain.other_sums) == []
    assert os.system(f"cd '{chain.folder}' && sha256sum --quiet -c *.sha256") == 0  # noqa: S605


def test_old_chains_go_the_newest_never(archive: Archive, plan: Plan) -> None:
    archive.dossier()
    first, _none = back_up(plan)
    second, _none = back_up(replace(plan, whole=True))
    assert remove_older(plan.folder, first.at + timedelta(days=390), plan.term) == []
    (gone,) = remove_older(plan.folder, second.at + timedelta(days=500), plan.term)
    assert not gone.folder.exists()
    assert [made for _chain, made in backups_in(plan.folder)] == [second]
    assert len(dossiers_in(_restored(plan, "still"))) == 1


def test_one_cut_short_is_no_backup_and_goes(plan: Plan) -> None:
    cut_short = plan.folder / "2020-01-01-00-00-00"
    (cut_short / "objects").mkdir(parents=True)
    _made, removed = back_up(plan)
    assert [each.name for each in removed] == [cut_short.name]


def test_a_backup_and_a_pack_wait_for_one_another(plan: Plan) -> None:
    with keeping(plan.place.path), pytest.raises(UnderWay, match="正在进行"):
        back_up(plan)
    child = os.fork()  # in another process too
    if not child:
        try:
            with keeping(plan.place.path, 0):
                os._exit(0)
        except UnderWay:
            os._exit(3)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


def test_a_pack_takes_the_lock(archive: Archive, plan: Plan, monkeypatch) -> None:
    monkeypatch.setattr("archive.storage.keeping.PATIENCE", 0.2)
    monkeypatch.setattr("archive.storage.keeping.keeping.__wrapped__.__defaults__", (0.2,))
    archive.dossier()
    with keeping(plan.place.path), pytest.raises(UnderWay):
        archive.db.pack()
    archive.db.pack()


def test_a_folder_with_something_in_it_is_left_alone(archive: Archive, plan: Plan) -> None:
    back_up(plan)
    (archive.folder / "full").mkdir()
    (archive.folder / "full/thesis.txt").write_text("mine")
    with pytest.raises(Occupied):
        restore(plan.folder, archive.folder / "full")


def test_a_drill_reads_all_of_the_newest_and_leaves_nothing(archive: Archive, plan: Plan) -> None:
    archive.dossier()
    made, _none = back_up(plan)
    before = sorted(plan.folder.rglob("*"))
    found = drill(plan.folder)
    assert (found.made, found.files, found.wrong) == (made, 2, ())
    assert found.objects > 100
    assert sorted(plan.folder.rglob("*")) == before


def test_a_drill_tells_bytes_that_were_wrong_before_the_backup(
    archive: Archive, plan: Plan
) -> None:
    path = archive.dossier()
    stored = next((archive.folder / "data/blobs").rglob("*.blob"))
    content = stored.read_bytes()
    stored.unlink()
    stored.write_bytes(bytes([content[0] ^ 1]) + content[1:])
    back_up(plan)
    (told,) = drill(plan.folder).wrong
    assert path in told


@pytest.mark.parametrize("what", ["objects/*.fs", "blobs/**/*.blob", "objects/*.dat"])
def test_a_drill_tells_what_was_lost_since(archive: Archive, plan: Plan, what: str) -> None:
    archive.dossier()
    back_up(plan)
    chain, _made = newest_in(plan.folder)
    next(chain.folder.glob(what)).unlink()
    (told,) = drill(plan.folder).wrong
    assert "备份已损坏" in told
