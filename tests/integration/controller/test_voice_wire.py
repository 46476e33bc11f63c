"""Machines that speak fetch the office's recorded voices over the wire; what is no machine that speaks is refused."""

from base64 import b64decode
from hashlib import sha256
from pathlib import Path

from contracts import messages as m
from contracts.vocabulary import DeviceId, RefusalCode
from controller.office_from_settings import devices_of
from controller.parts import MOST_KEPT, PARTS
from controller.voice_parts import VoiceParts
from tests.clocks import FakeClock
from tests.integration.controller.house import KIOSK, MORNING, PRINTER, new_id, settings_of
from tests.integration.controller.test_guide_wire import asked, house_of, result

BOARD = DeviceId("board-1")


async def test_kiosks_and_boards_read_a_pack_in_parts_and_printers_do_not(tmp_path: Path):
    pack = bytes(range(256)) * 200
    (tmp_path / "voices").mkdir()
    (tmp_path / "voices" / "vi.zip").write_bytes(pack)
    async with house_of(tmp_path) as house:
        for device in (KIOSK, BOARD):
            first = result(await asked(house, m.FetchVoice, device, lang="vi"))
            rest = result(await asked(house, m.FetchVoice, device, lang="vi", offset=m.MOST_PART))
            assert b64decode(first.data) + b64decode(rest.data) == pack
            assert (first.digest, first.size) == (sha256(pack).hexdigest(), len(pack))
        assert result(await asked(house, m.FetchVoice, lang="en")) == m.VoicePart()
        refused = await asked(house, m.FetchVoice, PRINTER, lang="vi")
        assert isinstance(refused, m.Refused)
        assert refused.code is RefusalCode.NOT_ALLOWED
        (tmp_path / "voices" / "vi.zip").write_bytes(pack[::-1])
        assert result(await asked(house, m.FetchVoice, lang="vi")).digest == sha256(pack[::-1]).hexdigest()


async def test_a_machine_that_asks_without_end_is_told_to_wait(tmp_path: Path):
    async with house_of(tmp_path) as house:
        replies = [await asked(house, m.FetchVoice, lang="vi") for _ in range(PARTS.most + 1)]
        assert isinstance(replies[-1], m.Refused)
        assert replies[-1].code is RefusalCode.OVERLOADED
        house.clock.advance(round(PARTS.in_s))
        result(await asked(house, m.FetchVoice, lang="vi"))


async def test_invented_names_of_boards_take_no_memory(tmp_path: Path):
    parts = VoiceParts(tmp_path, devices_of(settings_of()), FakeClock(MORNING))
    for n in range(2 * MOST_KEPT):
        question = m.FetchVoice(request_id=new_id(), at=MORNING, lang="vi", offset=0)
        parts.ask(DeviceId(f"board-{n}"), question, lambda _reply: None)
    await parts.close()
    assert len(parts._askers) == MOST_KEPT
