"""Entries: the digest covers every field; those of before keep verifying with theirs."""

import json
from datetime import datetime
from hashlib import sha256
from typing import Any

import pytest

from archive.clock import TIMEZONE
from archive.evidence.canonical import digest, written
from archive.models.journal import Entry

AT = datetime(2026, 12, 1, 9, 30, tzinfo=TIMEZONE)
FACTS: dict[str, Any] = {
    "at": AT, "actor": 7, "actor_name": "王档案", "origin": "web 127.0.0.1", "uid": 42,
    "tag": "dossier.sealed", "path": "/J001/penalty/2020/0012", "facts": written({"code": "0012"}),
}  # fmt: skip
OTHER = {
    "at": AT.replace(microsecond=1), "actor": 8, "actor_name": "王档", "origin": "console",
    "tag": "dossier.returned", "uid": 43, "path": "/J001/penalty/2020/0013", "facts": "{}",
}  # fmt: skip


def former() -> Entry:
    """An entry as databases before form 1 hold it."""
    entry = Entry.__new__(Entry)
    state = {
        "at": AT, "actor": 7, "actor_name": "王档案", "origin": "web", "what": "DossierReturned",
        "uid": 42, "path": "/J001", "before": {}, "after": {"reason": "缺目录"},
    }  # fmt: skip
    hashed = {name: state[name] for name in state if name not in {"actor_name", "path"}}
    text = json.dumps(
        hashed | {"at": AT.isoformat()}, sort_keys=True, ensure_ascii=False, separators=(",", ":")
    )
    entry.__setstate__(state | {"digest": sha256(text.encode()).hexdigest()})
    return entry


def test_the_digest_is_that_of_all_fields_in_their_canonical_form() -> None:
    whole = FACTS | {"form": 1, "facts": {"code": "0012"}}
    assert Entry(**FACTS).digest == digest(whole)
    assert Entry(**FACTS).said == {"code": "0012"}


@pytest.mark.parametrize("name", sorted(OTHER))
def test_another_value_of_any_field_is_another_digest(name: str) -> None:
    entry = Entry(**FACTS)
    assert entry.digest == entry.reckoned() != Entry(**FACTS | {name: OTHER[name]}).digest
    setattr(entry, name, OTHER[name])
    assert entry.digest != entry.reckoned()


def test_an_entry_of_form_0_verifies_with_its_digest_and_is_told() -> None:
    entry = former()
    assert (entry.form, entry.what, entry.said["after"]) == (
        0,
        "DossierReturned",
        {"reason": "缺目录"},
    )
    assert entry.digest == entry.reckoned()
    entry.after["reason"] = "另一理由"
    assert entry.digest != entry.reckoned()
