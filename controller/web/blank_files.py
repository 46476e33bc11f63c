"""The files of forms for anybody: each as it was given, and its pages as pictures."""

import asyncio
import logging
from collections.abc import Callable, Iterator, Mapping
from http import HTTPStatus
from urllib.parse import quote

from fastapi import APIRouter, HTTPException
from fastapi.responses import Response, StreamingResponse

from controller.catalogue.blank_shelf import BlankShelf
from controller.catalogue.blanks import KINDS, Blank
from controller.catalogue.guide import Guide
from controller.catalogue.shelf import ShelfError
from hardware.host.page_router import PageRouter

log = logging.getLogger(__name__)

ROOM = "/{code}/mau"
"""Below the page of a procedure."""
SHORT = 16
"""So many letters of a digest stand in an address."""
_KEEP = {"cache-control": "public, max-age=86400, immutable"}
"""Another file has another address."""
_ENDINGS = {"jpg": (".jpg", ".jpeg")}


def address(base: str, code: str, blank: Blank) -> str:
    """Where a file is; its first page stands below, as ``1.jpg``."""
    return f"{base}/{quote(code, safe='')}/mau/{blank.digest[:SHORT]}"


def told(base: str, code: str, form: str, blank: Blank) -> dict[str, object]:
    """What open data say of a file."""
    facts = {
        "type": KINDS[blank.kind],
        "bytes": blank.size,
        "pages": len(blank.pages),
        "sha256": blank.digest,
    }
    return {"form": form, "file": address(base, code, blank), **facts}


def router(base: str, guide: Guide) -> APIRouter:
    """Only what citizens may see today: files of procedures in force."""
    routes = PageRouter(prefix=base)

    async def known(code: str, digest: str) -> Blank:
        blanks = (await guide.shown()).blanks.get(code, {}).values()
        found = next((each for each in blanks if each.digest[:SHORT] == digest), None)
        if found is None:
            raise HTTPException(HTTPStatus.NOT_FOUND)
        return found

    @routes.get(ROOM + "/{digest}")
    async def file(code: str, digest: str) -> Response:
        return await file_of(guide.blanks, await known(code, digest))

    @routes.get(ROOM + "/{digest}/{page}.jpg")
    async def picture(code: str, digest: str, page: int) -> Response:
        return await page_of(guide.blanks, await known(code, digest), page)

    return routes


async def file_of(shelf: BlankShelf, blank: Blank) -> Response:
    """A file, to be seen in the browser. Raises HTTPException."""
    name = quote(called(blank), safe="")
    shown = {"content-disposition": f"inline; filename=mau.{blank.kind}; filename*=UTF-8''{name}"}
    return await _sent(lambda: shelf.pieces(blank), KINDS[blank.kind], shown)


async def page_of(shelf: BlankShelf, blank: Blank, page: int) -> Response:
    """The picture of a page, counted from 1. Raises HTTPException."""
    if not 1 <= page <= len(blank.pages):
        raise HTTPException(HTTPStatus.NOT_FOUND)
    return await _sent(lambda: shelf.page_pieces(blank, page), "image/jpeg", {})


def called(blank: Blank) -> str:
    """The name under which a machine keeps it. It ends as what it is, so that nothing opens it as something else."""
    if blank.file.lower().endswith(_ENDINGS.get(blank.kind, f".{blank.kind}")):
        return blank.file
    return f"{blank.file or 'mau'}.{blank.kind}"


async def _sent(
    read: Callable[[], tuple[int, Iterator[bytes]]], kind: str, more: Mapping[str, str]
) -> Response:
    try:
        size, pieces = await asyncio.to_thread(read)
    except ShelfError as error:
        log.error("the file of a form cannot be read: %s", error)  # noqa: TRY400 - the sentence says it all
        raise HTTPException(HTTPStatus.NOT_FOUND) from None
    headers = {**_KEEP, "content-length": str(size), **more}
    return StreamingResponse(pieces, media_type=kind, headers=headers)
