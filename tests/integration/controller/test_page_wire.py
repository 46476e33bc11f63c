"""A kiosk reads of a procedure's forms on the wire and fetches their pages, proved; other machines do not."""

from base64 import b64decode
from hashlib import sha256
from pathlib import Path

import pytest

from contracts import messages as m
from contracts.vocabulary import DeviceId, RefusalCode
from controller.catalogue.blank_packing import packed
from controller.catalogue.blank_shelf import BlankShelf
from controller.catalogue.blanks import Place
from controller.catalogue.procedure import Paper, Procedure
from controller.catalogue.shelf import Catalogue, Shelf
from tests.integration.controller.house import PRINTER
from tests.integration.controller.test_guide_wire import asked, house_of, result
from tests.unit.catalogue.blank_files import a_pdf

pytestmark = pytest.mark.slow
BIRTH = Procedure(
    "1.001193", "Đăng ký khai sinh", papers=(Paper("Tờ khai", form="Mẫu 01"), Paper("Giấy chứng sinh"))
)


async def test_a_kiosk_fetches_the_pages_of_a_form_part_by_part(tmp_path: Path):
    shelf = BlankShelf(tmp_path)
    blank, pack = await packed(a_pdf(2), "mau.pdf")
    async with house_of(tmp_path) as house:
        Shelf(tmp_path).put(Catalogue((BIRTH,), "test"))
        told = result(await asked(house, m.ShowProcedure, procedure=BIRTH.code))
        assert told.blanks == ()
        shelf.put([Place(BIRTH.code, "mẫu 01", blank)], pack)
        told = result(await asked(house, m.ShowProcedure, procedure=BIRTH.code))
        assert told.blanks == (m.BlankTold(name="Mẫu 01", pages=blank.pages),)
        for page in blank.pages:
            picture = b""
            while True:
                part = result(await asked(house, m.FetchPage, digest=page, offset=len(picture)))
                picture += b64decode(part.data)
                assert (part.digest, part.offset) == (page, len(picture) - len(b64decode(part.data)))
                if len(picture) >= part.size:
                    break
            assert sha256(picture).hexdigest() == page
        assert result(await asked(house, m.FetchPage, digest="0" * 64)) == m.PagePart()
        for device in (PRINTER, DeviceId("board-1")):
            refused = await asked(house, m.FetchPage, device, digest=blank.pages[0])
            assert isinstance(refused, m.Refused)
            assert refused.code is RefusalCode.NOT_ALLOWED
        (tmp_path / "catalogue" / "blanks" / f"{blank.digest}.zip").write_bytes(pack[:200])
        assert result(await asked(house, m.FetchPage, digest=blank.pages[0])) == m.PagePart()
