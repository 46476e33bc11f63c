"""The plain page: for browsers of any age, without scripts; it loads itself again every three seconds."""

from collections.abc import Iterator
from html import escape
from typing import Any

from contracts.texts import FIRST, Catalogue

EVERY_S = 3
MOST_ROWS = 6


def plain_page(page: dict[str, Any], texts: Catalogue) -> str:
    """The whole page as HTML; ``page`` is what the stream tells, empty before anything is known."""
    return (
        f'<!doctype html><html lang="vi"><head><meta charset="utf-8"><meta http-equiv="refresh" content="{EVERY_S}">'
        f"<title>{escape(texts.say(FIRST, 'page.title'))}</title>"
        f'<link rel="stylesheet" href="/plain.css"></head><body>{"".join(_body(page, texts))}</body></html>'
    )


def _body(page: dict[str, Any], texts: Catalogue) -> Iterator[str]:
    if not page.get("office"):
        yield f"<p>{escape(texts.say(FIRST, 'page.connecting'))}</p>"
        return
    yield f"<h1>{escape(page['office'])} &nbsp; {escape(page['clock'])}</h1>"
    if page["lost"]:
        key = "page.lost" if page["as_of"] else "page.lost_unknown"
        yield f'<p class="lost">{escape(texts.say(FIRST, key, time=page["as_of"]))}</p>'
    spotlight = page["spotlight"]
    if spotlight:
        call = spotlight["call"]
        yield f"<p>{escape(texts.say(FIRST, 'page.calling'))}</p>"
        yield f'<p class="number">{escape(call["number"])} &rarr; {escape(call["counter"])}</p>'
    else:
        yield f'<p class="row">{escape(page["idle"][0])}</p>'
    rows = "".join(
        f'<tr class="row"><td>{escape(call["number"])}</td><td>{escape(call["counter"])}</td></tr>'
        for call in page["recent"][:MOST_ROWS]
    )
    yield f"<table>{rows}</table>"
    waiting = "".join(
        f"<tr><td>{escape(one['prefix'])}</td><td>{escape(one['name'])}</td><td>{one['count']}</td>"
        f"<td>{escape(one['wait'])}</td></tr>"
        for one in page["waiting"]
    )
    yield f"<p>{escape(texts.say(FIRST, 'page.waiting'))}</p><table>{waiting}</table>"
