"""What offices state beside their facts: kept by its name, the newest of each; and what is read from it for the pages."""

import json
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from pydantic import ValidationError
from sqlalchemy import Connection, delete, func, select, tuple_
from sqlalchemy.dialects.postgresql import insert

from contracts.province import MOST_STATEMENT, OfficeNow, Statement, Why
from contracts.stated_forms import FORMS
from contracts.statements import RatingMonth, StatementKind, form_name
from province.database import Sender
from province.judging import AHEAD, FIRST_DAY, NUL
from province.schema import QUESTION, RATING, RATING_COUNTS, RATING_QUESTION, STATEMENT

Put = Callable[[], None]
FIRST_FORM = date(2020, 1, 1)
"""The circular of the form is of 2020; an office may hand up periods of before it had a journal."""


MOST_NAMES = 200
"""Statements that are kept of an office, of each kind of form, and of all kinds together that nobody here reads."""


def keep_statement(
    connection: Connection, sender: Sender, stated: Statement, now: OfficeNow, got_at: datetime
) -> Why | None:
    """Keep it, if it is newer than what is kept by its name; else why it is not kept.

    One of a kind that only a newer office knows is kept and not read, but no more than so many.
    """
    try:
        put = _projected(connection, sender.office, stated, got_at.date() + AHEAD)
    except (ValidationError, ValueError):
        return Why.STATEMENT
    if stated.kind != StatementKind.RATINGS and _is_one_too_many(connection, sender.office, stated):
        return Why.STATEMENTS
    if _kept(connection, sender, stated, now, got_at):
        put()
    return None


def _is_one_too_many(connection: Connection, office: int, stated: Statement) -> bool:
    """Whether its name is new and there is no room for one more. Of ratings there is one a month, which needs no bound."""
    own = STATEMENT.c
    known = [str(kind) for kind in StatementKind]
    alike = own.kind == stated.kind if stated.kind in known else own.kind.not_in(known)
    there = select(func.count()).where(own.office == office, alike)
    if connection.execute(there).scalar_one() < MOST_NAMES:
        return False
    same = select(own.name).where(own.office == office, own.kind == stated.kind, own.name == stated.name)
    return connection.execute(same).first() is None


def _kept(
    connection: Connection, sender: Sender, stated: Statement, now: OfficeNow, got_at: datetime
) -> bool:
    """Whether it is newer than what was there."""
    asked = insert(STATEMENT).values(
        office=sender.office,
        kind=stated.kind,
        name=stated.name,
        key=sender.key,
        epoch=now.epoch,
        beat=now.beat,
        got_at=got_at,
        told=stated.body,
    )
    known, new = STATEMENT.c, asked.excluded
    taking = {name: new[name] for name in ("key", "epoch", "beat", "got_at", "told")}
    done = connection.execute(
        asked.on_conflict_do_update(
            index_elements=["office", "kind", "name"],
            set_=taking,
            where=tuple_(new.epoch, new.beat) > tuple_(known.epoch, known.beat),
        ).returning(known.office)
    )
    return done.first() is not None


def _projected(connection: Connection, office: int, stated: Statement, latest: date) -> Put:
    """How it is put into the tables that pages read. Raises ValidationError, ValueError."""
    if stated.body is not None:
        text = json.dumps(stated.body, allow_nan=False)
        if len(text) > MOST_STATEMENT or NUL in text:
            raise ValueError("too long, or not text")
    if stated.kind == StatementKind.RATINGS:
        month = _month(stated.name)
        told = RatingMonth.model_validate(stated.body) if stated.body is not None else None
        if told and (told.month != month or not FIRST_DAY <= month <= latest):
            raise ValueError("of another month than its name says, or of one of which nothing can be known")
        return lambda: _put_ratings(connection, office, month, told)
    if stated.kind in FORMS and stated.body is not None:
        form = FORMS[stated.kind].model_validate(stated.body)
        if form_name(form.first, form.last) != stated.name:
            raise ValueError("of another period than its name says")
        if form.first < FIRST_FORM or form.last > latest:
            raise ValueError("of a period of which nothing can be known")
    return lambda: None


def _month(name: str) -> date:
    month = date.fromisoformat(f"{name}-01")
    if f"{month:%Y-%m}" != name:
        raise ValueError("no month")
    return month


def _put_ratings(connection: Connection, office: int, month: date, told: RatingMonth | None) -> None:
    after = (month + timedelta(days=31)).replace(day=1)
    old = delete(RATING).where(RATING.c.office == office, RATING.c.first >= month, RATING.c.first < after)
    connection.execute(old)
    for one in told.questions if told else ():
        key = {"office": office, **one.model_dump(include=set(QUESTION))}
        asked = insert(RATING_QUESTION).values(**key, text=one.text, choices=list(one.choices), best=one.best)
        words = {name: asked.excluded[name] for name in ("text", "choices", "best")}
        connection.execute(asked.on_conflict_do_update(index_elements=list(QUESTION), set_=words))
        rows: list[Mapping[str, Any]] = [
            {
                **key,
                "first": block.first,
                "last": block.last,
                **dict.fromkeys(RATING_COUNTS, 0),
                **dict(zip(RATING_COUNTS, block.counts, strict=False)),
            }
            for block in one.blocks
        ]
        connection.execute(insert(RATING), rows)
