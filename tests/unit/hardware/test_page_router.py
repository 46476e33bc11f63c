"""Pages that are examined when somebody asks for them."""

import httpx
import pytest
from fastapi import FastAPI
from fastapi.exceptions import FastAPIError

from hardware.host.page_router import PageRouter, take_in


class Stranger:
    """Nothing that could be read out of an address."""


def house() -> tuple[FastAPI, PageRouter]:
    pages = PageRouter(prefix="/room")
    app = FastAPI()

    @pages.get("/{shelf}")
    async def read(shelf: int, colour: str = "red") -> dict[str, int | str]:
        return {"shelf": shelf, "colour": colour}

    @pages.post("/{shelf}", status_code=201)
    async def write(shelf: int) -> int:
        return shelf

    take_in(app, pages)
    return app, pages


async def asked(app: FastAPI, way: str, address: str) -> httpx.Response:
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://office") as client:
        return await client.request(way, address)


async def test_it_answers_like_any_page_the_first_time_and_again() -> None:
    app, _ = house()
    for _ in range(2):
        answer = await asked(app, "GET", "/room/7?colour=blue")
        assert (answer.status_code, answer.json()) == (200, {"shelf": 7, "colour": "blue"})
    assert (await asked(app, "POST", "/room/7")).status_code == 201


@pytest.mark.parametrize(
    ("way", "address", "status"),
    [("GET", "/room/top", 422), ("PUT", "/room/7", 405), ("HEAD", "/room/7", 405), ("GET", "/room/7/8", 404)],
)
async def test_what_is_wrong_is_told_like_anywhere(way: str, address: str, status: int) -> None:
    app, _ = house()
    assert (await asked(app, way, address)).status_code == status


async def test_a_page_is_examined_when_it_is_first_asked_and_no_sooner() -> None:
    app, pages = house()

    @pages.get("/")
    async def impossible(_what: Stranger) -> None:
        """Its parameter means nothing to FastAPI."""

    take_in(app, pages)
    assert (await asked(app, "GET", "/room/7")).status_code == 200
    with pytest.raises(FastAPIError):
        await asked(app, "GET", "/room/")


async def test_pages_stand_in_no_description_of_an_api() -> None:
    app, _ = house()
    assert app.openapi()["paths"] == {}
