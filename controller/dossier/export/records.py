"""A dossier as the reading process writes it down and the controller reads it again. Pure."""

import json
from collections.abc import Iterator
from datetime import date
from typing import Any

from contracts.dossiers import DossierCode, DossierStatus
from controller.dossier.port import AsWritten, Day, Record

Kept = str | list[str] | None


def to_lines(record: Record) -> Iterator[bytes]:
    """Its line under its own code, and the same under that of its receipt: key, tab, JSON, line end."""
    kept = json.dumps(_kept(record), ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")
    for code in {record.code, record.receipt} - {None}:
        yield b"%s\t%s\n" % (str(code).encode(), kept)


def from_json(kept: bytes) -> Record:
    """The record of a line, without its key."""
    code, status, status_text, receipt, procedure, *days, step, collect_at, unread = json.loads(kept)
    received, due, due_before, finished = map(_day, days)
    return Record(
        code=DossierCode(code),
        status=DossierStatus(status),
        status_text=status_text,
        receipt=receipt and DossierCode(receipt),
        procedure=procedure,
        received=received,
        due=due,
        due_before=due_before,
        finished=finished,
        step=step,
        collect_at=collect_at,
        unread=tuple(unread),
    )


def _kept(record: Record) -> list[Any]:
    days = (record.received, record.due, record.due_before, record.finished)
    return [
        record.code,
        record.status,
        record.status_text,
        record.receipt,
        record.procedure,
        *map(_written, days),
        record.step,
        record.collect_at,
        record.unread,
    ]


def _written(day: Day) -> Kept:
    if isinstance(day, AsWritten):
        return [day.text]
    return day.isoformat() if day else None


def _day(kept: Kept) -> Day:
    if isinstance(kept, list):
        return AsWritten(kept[0])
    return date.fromisoformat(kept) if kept else None
