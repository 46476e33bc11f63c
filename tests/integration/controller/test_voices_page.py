"""``/may-moc/ghi-am``: consent first, then sentence by sentence; packs in and out; and a voice that is forgotten."""

import contextlib
import io
import json
import zipfile
from pathlib import Path

import httpx
import pytest

from controller.web.voices import ADDRESS
from display_board.voice.lineup import Manner
from display_board.voice.speech import Speech, Style
from hardware.voice import sound
from hardware.voice.language import language
from hardware.voice.pack import read_pack, wav_of
from hardware.voice.recording import prompts
from tests.clocks import FakeClock
from tests.integration.controller.house import MORNING, House
from tests.integration.controller.test_caretaker_page import CARETAKER
from tests.integration.controller.web_house import open_web, post_form, sign_in
from tests.packs import HEAD, all_clips, write_pack
from tests.unit.display_board.board_builders import a_call
from tests.unit.voice.test_voice_recording import spoken

SAME = {"sec-fetch-site": "same-origin"}
SENTENCE = wav_of(sound.to_bytes(spoken(300, 500, 700)))


def studio(folder: Path) -> contextlib.AbstractAsyncContextManager[tuple[House, httpx.AsyncClient]]:
    """A desk with a caretaker, whose folder this is."""
    return open_web(folder, FakeClock(MORNING), **CARETAKER)


async def agreed(client: httpx.AsyncClient, lang: str = "vi") -> None:
    about = {"lang": lang, "name": "Phạm Thị Hoa", "region": "south", "agreed": "yes"}
    answer = await post_form(client, f"{ADDRESS}/dong-y", **about)
    assert answer.headers["location"].endswith("told=agreed")


async def say(
    client: httpx.AsyncClient, clip: str, data: bytes = SENTENCE, lang: str = "vi"
) -> httpx.Response:
    given = {"lang": lang, "clip": clip, "alone": "no"}
    return await client.post(f"{ADDRESS}/tieng", data=given, files={"file": ("clip.wav", data)}, headers=SAME)


async def given(client: httpx.AsyncClient, pack: bytes) -> httpx.Response:
    return await client.post(f"{ADDRESS}/goi", files={"file": ("vi.zip", pack)}, headers=SAME)


async def test_only_a_caretaker_records_and_listens(tmp_path: Path) -> None:
    async with open_web(tmp_path, FakeClock(MORNING)) as (_house, client):
        await sign_in(client)
        for path in ("", "/nghe/vi/7", "/cau/vi", "/goi/vi.zip"):
            assert (await client.get(f"{ADDRESS}{path}")).status_code == 403, path
        for path in ("/dong-y", "/dung", "/xoa"):
            answer = await post_form(
                client, f"{ADDRESS}{path}", lang="vi", name="x", region="north", agreed="yes"
            )
            assert answer.status_code == 403, path
        assert (await say(client, "7")).status_code == 403
        assert (await given(client, b"x")).status_code == 403


async def test_nothing_is_recorded_before_somebody_agreed(tmp_path: Path) -> None:
    async with studio(tmp_path) as (_house, client):
        await sign_in(client)
        assert ADDRESS in (await client.get("/may-moc")).text
        assert (await say(client, "7")).status_code == 404
        refused = await post_form(client, f"{ADDRESS}/dong-y", lang="vi", name="Hoa", region="north")
        assert refused.status_code == 422
        await agreed(client)
        page = (await client.get(ADDRESS)).text
        assert "Phạm Thị Hoa đồng ý ngày" in page
        assert "Đã ghi 0/75" in page
        assert "lẻ" in page
        assert (await say(client, "7")).status_code == 200
        assert "Đã ghi 1/75" in (await client.get(ADDRESS)).text


async def test_nobody_is_heard_under_another_name(tmp_path: Path) -> None:
    async with studio(tmp_path) as (_house, client):
        await sign_in(client)
        for name, kept in (("Hoa", 0), ("Hoa", 1), ("Lan", 0)):
            about = {"lang": "vi", "name": name, "region": "north", "agreed": "yes"}
            await post_form(client, f"{ADDRESS}/dong-y", **about)
            assert f"Đã ghi {kept}/75" in (await client.get(ADDRESS)).text
            assert (await say(client, "7")).status_code == 200


async def test_a_voice_is_recorded_heard_used_and_forgotten(tmp_path: Path) -> None:
    async with studio(tmp_path) as (_house, client):
        await sign_in(client)
        await agreed(client)
        assert (await client.get(f"{ADDRESS}/goi/vi.zip")).status_code == 404
        assert (await client.get(f"{ADDRESS}/cau/vi")).status_code == 409
        for clip in ("call", "letter-A", "0", "1", "2", "2-final", "to-counter", "3", "3-final"):
            prompt = next(one for one in prompts(language("vi")) if one.clip == clip)
            hertz = [900] * len(prompt.parts)
            hertz[prompt.nth] = 300 + 10 * len(clip)
            assert (await say(client, clip, wav_of(sound.to_bytes(spoken(*hertz))))).status_code == 200, clip
        assert (await client.get(f"{ADDRESS}/nghe/vi/7")).status_code == 404
        letter = await client.get(f"{ADDRESS}/nghe/vi/letter-A")
        assert letter.headers["content-type"] == "audio/wav"
        assert len((await client.get(f"{ADDRESS}/cau/vi")).content) > 9 * len(letter.content) // 2
        used = await post_form(client, f"{ADDRESS}/dung", lang="vi")
        assert used.headers["location"].endswith("told=used")
        assert "Loa đang dùng bản ngày" in (await client.get(ADDRESS)).text

        found = read_pack(tmp_path / "voices" / "vi.zip")
        assert found.manifest.voice == "Phạm Thị Hoa"
        assert found.manifest.region == "south"
        assert found.manifest.consent.startswith("Phạm Thị Hoa đồng ý ngày")
        speech = Speech(Style(packs=tmp_path / "voices"), machine=None)  # type: ignore[arg-type]
        heard = speech.announcement(a_call("A012", "3"), Manner(chime=False, twice=False))
        assert found.clips["letter-A"] in heard.samples

        deleted = await post_form(client, f"{ADDRESS}/xoa", lang="vi")
        assert deleted.headers["location"].endswith("told=deleted")
        assert list(tmp_path.rglob("*.wav")) == []
        assert list(tmp_path.rglob("*.zip")) == []
        speech.refresh()
        assert speech.faults == ()


async def test_a_pack_goes_out_and_comes_in(tmp_path: Path) -> None:
    pack = write_pack(tmp_path / "vi.zip", all_clips()).read_bytes()
    async with studio(tmp_path / "desk") as (_house, client):
        await sign_in(client)
        taken = await given(client, pack)
        assert taken.headers["location"].endswith("told=taken")
        page = (await client.get(ADDRESS)).text
        assert "Giọng thử" in page
        assert f"Đã ghi {len(language('vi').words)}/75" in page
        out = (await client.get(f"{ADDRESS}/goi/vi.zip")).content
        (tmp_path / "again.zip").write_bytes(out)
        assert set(read_pack(tmp_path / "again.zip").clips) == set(all_clips())


def bad_packs(folder: Path) -> dict[str, bytes]:
    """What a person may give instead of a pack -> its bytes."""
    clips = all_clips()
    hours = wav_of(bytes(2 * sound.RATE * 25))
    other_rate = wav_of(bytes(48_000), 48_000)
    outside = '"file" = "../../x.wav", text = "x", sha256 = "' + "0" * 64 + '"'
    kinds = {
        "no zip": b"hello",
        "empty": b"",
        "a clip is missing": write_pack(folder / "1.zip", clips, left_out=["7"]).read_bytes(),
        "a wrong hash": write_pack(
            folder / "2.zip", clips, changed={"7": f'file = "7.wav", text = "x", sha256 = "{"0" * 64}"'}
        ).read_bytes(),
        "a path outside": write_pack(folder / "3.zip", clips, changed={"7": outside}).read_bytes(),
        "a long clip": write_pack(folder / "4.zip", {"7": hours}).read_bytes(),
        "a wrong rate": write_pack(folder / "5.zip", {"7": other_rate}).read_bytes(),
        "a strange language": write_pack(folder / "6.zip", clips, lang="xx").read_bytes(),
        "no consent": write_pack(folder / "7.zip", clips, head=HEAD.replace("consent", "kind")).read_bytes(),
    }
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as zipped:
        zipped.writestr("pack.toml", bytes(50_000_000))
    return kinds | {"a bomb": bomb.getvalue()}


async def test_what_is_no_pack_says_why_and_changes_nothing(tmp_path: Path) -> None:
    (tmp_path / "packs").mkdir()
    async with studio(tmp_path) as (_house, client):
        await sign_in(client)
        await agreed(client)
        assert (await say(client, "7")).status_code == 200
        for what, pack in bad_packs(tmp_path / "packs").items():
            answer = await given(client, pack)
            assert answer.status_code == 422, what
            assert 'role="alert"' in answer.text, what
            assert "Traceback" not in answer.text
        assert "Đã ghi 1/75" in (await client.get(ADDRESS)).text
        kept = [path.name for path in (tmp_path / "recordings").rglob("*")]
        assert sorted(kept) == ["7.wav", "about.json", "vi"]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "Không dùng được"),
        (b"RIFF", "Không dùng được"),
        (wav_of(bytes(48_000)), "Không nghe thấy gì"),
        (wav_of(sound.to_bytes(spoken(300, 500, 700, pause_s=0.0))), "chấm tròn"),
        (wav_of(bytes(2 * sound.RATE * 21)), "21 s"),
    ],
)
async def test_what_is_no_recording_says_what_to_do(tmp_path: Path, data: bytes, words: str) -> None:
    async with studio(tmp_path) as (_house, client):
        await sign_in(client)
        await agreed(client)
        answer = await say(client, "7", data)
        assert answer.status_code == 422
        assert words in json.loads(answer.text)["why"]


@pytest.mark.parametrize(("lang", "clip"), [("xx", "7"), ("vi", "../about"), ("..", "7"), ("vi", "8-last")])
async def test_strange_names_lead_nowhere(tmp_path: Path, lang: str, clip: str) -> None:
    async with studio(tmp_path) as (_house, client):
        await sign_in(client)
        await agreed(client)
        assert (await say(client, clip, lang=lang)).status_code == 404
        assert (await client.get(f"{ADDRESS}/nghe/{lang}/{clip}")).status_code == 404
        assert (await client.get(f"{ADDRESS}?lang={lang}&told=x")).status_code == (
            200 if lang == "vi" else 404
        )
