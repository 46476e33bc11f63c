"""What the kiosk says, and what its settings accept."""

import re
import string
import unicodedata
from pathlib import Path

import pytest
from pydantic import ValidationError

from contracts import messages as m
from contracts.texts import load_catalogue
from contracts.vocabulary import FaultCode, PriorityGroup, RefusalCode
from hardware.errors import DeviceMissing
from hardware.ports import Sound
from hardware.sim.drivers import SimBeeperOptions
from kiosk_app.present import choices, hours
from kiosk_app.settings import KioskSettings
from kiosk_app.shell import devices
from tests.unit.kiosk import kiosk_scenes as scenes
from tests.unit.kiosk.kiosk_player import CATALOGUE, TEXTS, Player

ROOM = TEXTS.parent
ISSUE_REFUSALS = (
    RefusalCode.UNKNOWN_SERVICE,
    RefusalCode.UNKNOWN_DEVICE,
    RefusalCode.OFFICE_CLOSED,
    RefusalCode.NOT_OPEN_YET,
    RefusalCode.NUMBERS_ENDED,
    RefusalCode.QUOTA_REACHED,
    RefusalCode.RANGE_EXHAUSTED,
    RefusalCode.CLOCK_UNTRUSTED,
    RefusalCode.EXPIRED,
    RefusalCode.NOT_ALLOWED,
    RefusalCode.MALFORMED,
    RefusalCode.REQUEST_REUSED,
    RefusalCode.STORAGE_FAILED,
    RefusalCode.OVERLOADED,
    RefusalCode.TOO_SOON,
)


def fields(sentence: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name}


def test_both_languages_have_the_same_keys_and_facts():
    vi, en = CATALOGUE.languages["vi"], CATALOGUE.languages["en"]
    assert vi.keys() == en.keys()
    assert [key for key in vi if fields(vi[key]) != fields(en[key])] == []


def test_every_sentence_is_composed_unicode_in_the_files():
    for path in TEXTS.glob("*.toml"):
        text = path.read_text("utf-8")
        assert text == unicodedata.normalize("NFC", text), path.name


@pytest.mark.parametrize("code", ISSUE_REFUSALS)
def test_every_refusal_a_citizen_can_meet_has_its_own_sentence_in_both_languages(code: RefusalCode):
    for texts in CATALOGUE.languages.values():
        assert texts[f"refused.{code}.title"]
        assert texts[f"refused.{code}.line"]


def test_every_priority_group_has_a_name_and_an_icon():
    for group in PriorityGroup:
        if group != PriorityGroup.ORDINARY:
            assert CATALOGUE.has(f"priority.{group}")
            assert group in choices.PRIORITY_ICONS


def test_every_literal_key_in_the_code_exists():
    code = "".join(path.read_text("utf-8") for path in ROOM.rglob("*.py"))
    keys = set(re.findall(r'(?<!speaker\.)say\(\s*"([a-z.-]+)"', code))
    assert len(keys) > 20
    assert sorted(key for key in keys if not CATALOGUE.has(key)) == []


def test_no_bank_words_in_a_state_office():
    assert not [s for s in CATALOGUE.languages["vi"].values() if "khách" in s.lower()]


def test_days_in_a_row_become_a_range():
    say = lambda key, **facts: load_catalogue(TEXTS).say("vi", key, **facts)  # noqa: E731 - the catalogue in Vietnamese
    assert hours.days_text((1, 2, 3, 4, 5), say) == "Thứ Hai – Thứ Sáu"
    assert hours.days_text((6,), say) == "Thứ Bảy"
    assert hours.days_text((1, 2, 4, 5, 6), say) == "Thứ Hai, Thứ Ba, Thứ Năm – Thứ Bảy"


@pytest.mark.parametrize(
    ("counters", "said"),
    [
        (("Quầy 1", "Quầy 2", "Quầy 4"), "Quầy 1, 2, 4"),
        (("1", "2"), "Quầy 1, 2"),
        (("Phòng 5",), "Phòng 5"),
        (("7",), "Quầy 7"),
        ((), "Xem bảng gọi số"),
    ],
)
def test_counters_are_named_once(counters: tuple[str, ...], said: str):
    player = Player.at_services()
    player.take(counters=counters)
    assert player.shows(f"value='{said}'")


@pytest.mark.parametrize(
    ("ahead", "low", "high", "late", "words"),
    [
        (0, 0, 2, False, "Sắp đến lượt"),
        (1, 0, 5, False, "Sắp đến lượt"),
        (1, 5, 20, False, "5–20 phút"),
        (2, 0, 5, False, "dưới 5 phút"),
        (9, 60, 170, False, "1–3 giờ"),
        (9, 60, 170, True, "Có thể không kịp giờ làm việc"),
    ],
)
def test_a_wait_is_told_as_people_speak_of_it(ahead: int, low: int, high: int, words: str, *, late: bool):
    player = Player.at_services()
    player.touch("service-a")
    issued = scenes.issued(ahead=ahead).model_copy(
        update={"wait": m.WaitRange(low=low, high=high), "late": late}
    )
    player.hear(m.Accepted(request_id=player.asked()[-1].request_id, result=issued))
    facts = player.view.body.facts  # type: ignore[union-attr] # a number
    assert facts[1].value == words


def test_a_service_that_may_be_too_late_and_one_without_a_clerk_say_so_before_the_touch():
    player = Player.at_services()
    queue = scenes.queue(seq=9)
    lines = list(queue.services)
    lines[0] = lines[0].model_copy(update={"late": True})
    lines[1] = lines[1].model_copy(update={"wait": None})
    player.hear(queue.model_copy(update={"services": tuple(lines)}))
    first, second, third = player.view.body.choices[:3]  # type: ignore[union-attr] # choices
    assert first.detail == "4 người đang chờ · có thể không kịp giờ làm việc"
    assert first.brief == first.least == "Có thể không kịp giờ"
    assert second.detail == "7 người đang chờ · quầy chưa có cán bộ"
    assert third.detail == "2 người đang chờ · khoảng 6–10 phút"


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_no_screen_promises_a_number_from_a_clerk_who_has_none(lang: str):
    promises = re.compile(r"cán bộ cấp số|at a counter for a number|lấy số .{0,20}ở quầy")
    said = {key: text for key, text in CATALOGUE.languages[lang].items() if promises.search(text)}
    assert said == {}


def test_a_journal_that_cannot_be_written_promises_no_moment_in_which_it_can():
    player = Player.at_services()
    player.desk_faults(FaultCode.STORAGE_FAILED)
    player.wait(1)
    assert player.screen == "out-of-order"
    assert "ít phút" not in repr(player.view.body)
    assert "tự kết nối" not in repr(player.view.body)


def test_a_wait_is_a_range_or_honestly_unknown():
    player = Player.at_services()
    player.take()
    assert player.shows("10–20 phút")
    other = Player.at_services()
    other.take(ahead=0)
    assert other.shows("Quầy 1, 2 chưa có cán bộ")
    assert other.shows("Chưa có ai")


def test_the_header_tells_the_desks_time_in_the_offices_zone():
    header = Player.at_services().view.header
    assert (header.time, header.date) == ("09:00", "Thứ Bảy, 21/11/2026")
    assert header.office == scenes.office().name["vi"]


def test_names_without_a_translation_stay_vietnamese():
    player = Player.at_services()
    services = tuple(s.model_copy(update={"name": {"vi": s.name["vi"]}}) for s in scenes.office().services)
    player.hear(scenes.office().model_copy(update={"services": services}))
    player.touch("lang")
    assert player.shows("Tư pháp – Hộ tịch")


def test_a_remote_screen_is_upright_and_asked_for_by_name():
    turned = {"site": "demo", "device": "kiosk-1", "screen": {"rotation": 90}, "bench": "bench.sock"}
    assert list(KioskSettings.model_validate(turned).problems()) == []
    remote = {**turned, "remote_screen": {"driver": "sim"}}
    assert [p.key for p in KioskSettings.model_validate(remote).problems()] == ["screen.rotation"]


BASE = {"site": "demo", "device": "kiosk-1"}


@pytest.mark.parametrize(
    ("table", "part", "key"),
    [
        ("reader", {"driver": "laser"}, "reader.driver"),
        ("reader", {"driver": "keyboard"}, "reader.path"),
        ("reader", {"driver": "camera"}, "reader.camera"),
        ("reader", {"driver": "camera", "camera": {"driver": "usb"}}, "reader.camera.path"),
        ("reader", {"driver": "camera", "camera": {"driver": "eye"}}, "reader.camera.driver"),
        ("reader", {"driver": "camera", "camera": "usb"}, "reader.camera"),
        ("reader", {"driver": "serial", "path": "/dev/x", "baud": 1}, "reader.baud"),
        ("beeper", {"driver": "horn"}, "beeper.driver"),
        ("beeper", {"driver": "gpio"}, "beeper.pin"),
        ("beeper", {"driver": "tone", "pin": 18}, "beeper.pin"),
        ("speech", {"driver": "loud"}, "speech.driver"),
        ("speech", {}, "speech.driver"),
        ("remote_screen", {"driver": "mirror"}, "remote_screen.driver"),
    ],
)
def test_a_device_that_cannot_be_built_is_named_in_the_settings(
    table: str, part: dict[str, object], key: str
):
    with pytest.raises(ValidationError) as caught:
        KioskSettings.model_validate({**BASE, table: part})
    assert [".".join(map(str, error["loc"])) for error in caught.value.errors()] == [key]


@pytest.mark.parametrize(
    ("parts", "key"),
    [
        ({"codes": {"own": "("}}, "codes.own"),
        ({"keypad": {"driver": "keypad", "keymap": {"hash": [43]}}}, "keypad.keymap.hash"),
        ({"keypad": {"driver": "gpio", "pins": {"call": 5}}}, "keypad.pins.call"),
        ({"beeper": {"driver": "gpio", "pin": 18}}, "beeper.pin"),
        (
            {"beeper": {"driver": "gpio", "pin": 5}, "keypad": {"driver": "gpio", "pins": {"enter": 5}}},
            "keypad.pins.enter",
        ),
    ],
)
def test_what_no_single_value_shows_is_named_too(parts: dict[str, object], key: str):
    settings = KioskSettings.model_validate({**BASE, **parts})
    assert [problem.key for problem in settings.problems()] == [key]


def test_a_beeper_is_built_from_the_settings_and_a_kiosk_works_without_one():
    settings = KioskSettings.model_validate({"site": "demo", "device": "kiosk-1"})
    assert devices.beeper_of(settings) is None
    simulated = settings.model_copy(update={"beeper": SimBeeperOptions()})
    built = devices.beeper_of(simulated)
    assert built
    built.beep(Sound.GOOD)
    assert built.trouble() == ""
    built.close()


def test_a_voice_and_a_beeper_that_cannot_be_opened_say_why_and_the_kiosk_works_on(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
):
    monkeypatch.setenv("PATH", str(tmp_path))  # no player there
    settings = KioskSettings.model_validate(
        {**BASE, "beeper": {"driver": "tone"}, "speech": {"driver": "espeak"}}
    )
    assert list(settings.problems()) == []
    beeper, speaker = devices.beeper_of(settings), devices.speaker_of(settings)
    assert beeper
    assert speaker
    assert beeper.trouble() == f"aplay is not installed. {DeviceMissing.remedy}"
    assert speaker.trouble() == f"espeak-ng is not installed. {DeviceMissing.remedy}"
    assert not devices.equipment_of(settings, speaker).voice, "no button promises what cannot be heard"


@pytest.mark.parametrize("reader", [{"driver": "sim"}, {"driver": "camera", "camera": {"driver": "sim"}}])
def test_a_simulated_reader_is_built_from_the_settings(reader: dict[str, object]):
    good = KioskSettings.model_validate({"site": "demo", "device": "kiosk-1", "reader": reader})
    assert list(good.problems()) == []
    assert devices.equipment_of(good, None).reader
    built = devices.reader_of(good)
    assert built.poll(0.05) == ()
    built.close()
