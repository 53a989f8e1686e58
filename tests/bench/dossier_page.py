"""The page of a dossier with fifty records, over a bare page with the same table."""

from datetime import date, timedelta
from typing import Any

from builders import FACTS, Archive
from pyramid.config import Configurator
from webob import Request

from archive.models.records import Record, RecordFacts
from archive.operations.dossiers import create_dossier, seal_dossier, submit_dossier
from archive.operations.records import add_components, add_record
from bench.browsing import Browser
from bench.measuring import Row, in_turn, row

RECORDS, ROUNDS, AIM = 50, 150, 3.0

#: The columns of one row: position, address, title, kind, number, makers, date, pages.
Line = tuple[int, str, str, str, str, str, str, int]


def measure(archive: Archive) -> list[Row]:
    """Give the line of the table."""
    path = _sealed_dossier(archive)
    bare, browser = _bare_app(_lines(archive, path)), Browser(archive, "officer")
    pages = browser.get(path).text, Request.blank("/").get_response(bare).text
    if {page.count("<tr") for page in pages} != {RECORDS + 1}:
        raise RuntimeError(path)
    pair = in_turn(lambda: browser.get(path), lambda: Request.blank("/").get_response(bare), ROUNDS)
    return [row(f"案卷页，{RECORDS} 件 ÷ 空白的 Pyramid + Chameleon 页", pair, AIM)]


def _sealed_dossier(archive: Archive) -> str:
    with archive.visit() as site:
        officer = archive.as_person(site, "officer")
        dossier = create_dossier(officer, site["J001"]["penalty"], facts=FACTS)
        for number in range(1, RECORDS + 1):
            record = add_record(officer, dossier.volume("main"), facts=_facts(number))
            file = archive.file(f"第{number}件的正文".encode())
            add_components(officer, record, files=[file])
        submit_dossier(officer, dossier)
        seal_dossier(archive.as_person(site, "archivist"), dossier)
        return f"{dossier.path}/"


def _facts(number: int) -> RecordFacts:
    return RecordFacts(
        title=f"第{number}次询问（调查）笔录",
        kind="inquiry-record",
        made=date(2020, 3, 2) + timedelta(number),
        makers="张办案、李协办",
        number=f"栾市监询〔2020〕{number}号",
        pages=number % 7 + 1,
    )


def _lines(archive: Archive, path: str) -> list[Line]:
    with archive.visit() as site:
        year, name = path.strip("/").split("/")[-2:]
        records = site["J001"]["penalty"][year][name].volume("main").records()
        return [_line(position, record) for position, record in enumerate(records, start=1)]


def _line(position: int, record: Record) -> Line:
    facts = record.facts
    named = (position, f"{record.path}/", facts.title, record.kind.name)
    return (*named, facts.number, facts.makers, str(facts.made), facts.pages or 0)


def _bare_app(lines: list[Line]) -> Any:
    with Configurator() as config:
        config.include("pyramid_chameleon")
        config.add_route("page", "/")
        config.add_view(
            lambda _request: {"lines": lines}, route_name="page", renderer="bench:bare.pt"
        )
        return config.make_wsgi_app()
