"""Broken office files: every error at once, with file, key, what was found and what is allowed."""

import json
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from controller.settings import OfficeSettings
from hardware.host.settings_file import MOST_TOLD, SettingsError, load_settings, show_settings
from tests.integration.controller.house import ALWAYS, PIN_HASH, office_data


def toml(data: dict[str, Any]) -> str:
    """Just enough TOML: inline tables everywhere."""
    return "\n".join(f"{key} = {_inline(value)}" for key, value in data.items())


def _inline(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{k} = {_inline(v)}" for k, v in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_inline, value)) + "]"
    return json.dumps(value, ensure_ascii=False)


def errors_of(tmp_path: Path, text: str) -> list[str]:
    path = tmp_path / "controller.toml"
    path.write_text(text, "utf-8")
    with pytest.raises(SettingsError) as caught:
        load_settings(path, OfficeSettings)
    assert all(line.startswith(f"{path}: ") for line in str(caught.value).splitlines())
    return caught.value.lines


def a_service(code: str = "civil", prefix: str = "A", **more: Any) -> dict[str, Any]:
    return {"code": code, "name": {"vi": "Hộ tịch"}, "prefix": prefix, **more}


def a_counter(name: str = "1", *services: str, **more: Any) -> dict[str, Any]:
    return {"id": name, "label": name, "services": list(services or ("civil", "land")), **more}


def a_clerk(name: str = "lan", **more: Any) -> dict[str, Any]:
    return {"id": name, "name": "Lan", "pin_hash": PIN_HASH, **more}


def a_session(**more: Any) -> dict[str, Any]:
    return {"name": {"vi": "Sáng"}, **ALWAYS, **more}


BROKEN: dict[str, tuple[dict[str, Any], list[str]]] = {
    "misspelt key": ({"servces": []}, ["servces: unknown key", "did you mean 'services'"]),
    "misspelt inside": ({"policy": {"ration": 3}}, ["policy.ration: unknown key", "did you mean 'ratio'"]),
    "misspelt in a list": (
        {"counters": [a_counter(pannel="x")]},
        ["counters.0.pannel: unknown key", "did you mean 'panel'"],
    ),
    "nothing near": ({"zzzzqqq": 1}, ["zzzzqqq: unknown key", "known keys:", "data_dir"]),
    "wrong type": ({"utc_offset_minutes": "bảy"}, ["utc_offset_minutes: found", "bảy", "valid integer"]),
    "no such choice": (
        {"policy": {"priority": "random"}},
        ["policy.priority: found", "random", "'interleave' or 'strict'"],
    ),
    "out of range": ({"web": {"port": 70000}}, ["web.port: found 70000", "less than or equal to 65535"]),
    "bad id": ({"site": "Xã Minh Tân"}, ["site: found", "Xã Minh Tân", "pattern"]),
    "no such priority": ({"priority_groups": ["vip"]}, ["priority_groups.0", "vip", "'elderly'"]),
    "no such date": ({"closed_dates": ["2026-02-30"]}, ["closed_dates.0", "2026-02-30"]),
    "a plain PIN": ({"clerks": [a_clerk(pin_hash="1234")]}, ["clerks.0.pin_hash", "argon2id"]),
    "no such hour": ({"sessions": [a_session(take_from="7:00")]}, ["sessions.0.take_from", "7:00"]),
    "unknown service": (
        {"counters": [a_counter("1", "civil", "land", "lnd")]},
        ["counters.0.services: found 'lnd'", "one of civil, land"],
    ),
    "service nobody serves": (
        {"counters": [a_counter("1", "civil")]},
        ["services.1.code: found 'land'", "that some counter serves"],
    ),
    "doubled service": (
        {"services": [a_service(), a_service(prefix="B"), a_service("land", "C")]},
        ["services.code: found 'civil' 2 times"],
    ),
    "doubled counter": ({"counters": [a_counter("1"), a_counter("1")]}, ["counters.id: found '1' 2 times"]),
    "doubled clerk": ({"clerks": [a_clerk(), a_clerk()]}, ["clerks.id: found 'lan' 2 times"]),
    "doubled device": (
        {"kiosks": [{"device": "panel-1"}]},
        ["devices.id: found 'panel-1' 2 times", "every id once"],
    ),
    "the desk's own name": ({"kiosks": [{"device": "desk"}]}, ["devices.id: found 'desk'", "any other id"]),
    "ranges overlap": (
        {"services": [a_service(last=500), a_service("land", "A", first=500)]},
        ["services.1.prefix: found 'A'", "'civil' has these numbers already"],
    ),
    "range reversed": (
        {"services": [a_service(first=500, last=100), a_service("land", "B")]},
        ["services.0.last: found 100", "at least first (500)"],
    ),
    "range wider than its digits": (
        {"services": [a_service(width=2), a_service("land", "B")]},
        ["services.0.last: found 999", "at most 2 digits"],
    ),
    "service in no list": (
        {"groups": [{"code": "all", "name": {"vi": "Tất cả"}, "services": ["civil", "lnd"]}]},
        ["groups.0.services: found 'lnd'", "one of civil, land"],
    ),
    "service in two groups": (
        {"groups": [{"code": "all", "name": {"vi": "Tất cả"}, "services": ["civil", "civil"]}]},
        ["groups.services: found 'civil' 2 times"],
    ),
    "hours reversed": (
        {"sessions": [a_session(take_from="11:00", take_until="07:00")]},
        ["sessions.0.take_until: found 07:00", "later than take_from (11:00)"],
    ),
    "counters never open": (
        {"sessions": [a_session(serve_from="08:00", serve_until="08:00")]},
        ["sessions.0.serve_until: found 08:00", "later than serve_from (08:00)"],
    ),
}


@pytest.mark.parametrize("what", BROKEN)
def test_one_mistake_is_one_sentence(tmp_path: Path, what: str) -> None:
    change, said = BROKEN[what]
    lines = errors_of(tmp_path, toml(office_data(**change)))
    assert any(all(part in line for part in said) for line in lines), lines


@pytest.mark.parametrize("key", ["site", "name", "authority", "services", "counters", "sessions"])
def test_a_missing_key_is_named(tmp_path: Path, key: str) -> None:
    data = office_data()
    del data[key]
    assert f"{key}: missing; this key must be given" in errors_of(tmp_path, toml(data))


def test_all_mistakes_are_told_at_once(tmp_path: Path) -> None:
    shape = office_data(servces=1, site="Ä", web={"port": 0}, policy={"leftovers": "keep"})
    assert len(errors_of(tmp_path, toml(shape))) == 4
    sense = office_data(
        counters=[a_counter("1", "civil", "x"), a_counter("1", "y")],
        sessions=[a_session(take_from="12:00", take_until="07:00")],
    )
    assert len(errors_of(tmp_path, toml(sense))) == 5


@pytest.mark.parametrize("text", ["site = ", "[site", "site = 'a'\nsite = 'b'"])
def test_what_is_no_toml_is_said_with_its_line(tmp_path: Path, text: str) -> None:
    assert "is not valid TOML" in errors_of(tmp_path, text)[0]


def test_a_file_that_cannot_be_read_is_said(tmp_path: Path) -> None:
    for path in (tmp_path / "nowhere.toml", tmp_path):
        with pytest.raises(SettingsError, match="cannot be read"):
            load_settings(path, OfficeSettings)


@pytest.mark.parametrize(("content", "why"), [(b"site = '\xff'", "is not in UTF-8"), (b"\x00", "is no text")])
def test_a_file_that_is_no_text_is_told_with_the_remedy(tmp_path: Path, content: bytes, why: str) -> None:
    broken = tmp_path / "x.toml"
    broken.write_bytes(content)
    with pytest.raises(SettingsError, match=f"{why}.*save it again as text in UTF-8"):
        load_settings(broken, OfficeSettings)


def test_the_good_office_passes_and_hides_its_secrets(tmp_path: Path) -> None:
    path = tmp_path / "controller.toml"
    path.write_text(toml(office_data(tokens=[{"name": "app", "token_hash": "0" * 64}])), "utf-8")
    shown = show_settings(load_settings(path, OfficeSettings))
    assert "clerks.0.pin_hash = ***" in shown
    assert "tokens.0.token_hash = ***" in shown
    assert PIN_HASH not in shown


@pytest.mark.parametrize("table", ["services", "counters", "clerks", "sessions", "kiosks"])
def test_a_list_beyond_any_office_is_one_error(table: str) -> None:
    data = office_data()
    data[table] = [dict(data[table][0]) for _ in range(10_000)]
    with pytest.raises(ValidationError) as told:
        OfficeSettings.model_validate(data)
    assert told.value.error_count() == 1


def test_many_mistakes_are_told_up_to_fifty_and_the_rest_is_counted(tmp_path: Path) -> None:
    path = tmp_path / "office.toml"
    path.write_text("".join(f"wrong_{n} = 1\n" for n in range(3000)), "utf-8")
    with pytest.raises(SettingsError) as told:
        load_settings(path, OfficeSettings)
    lines = str(told.value).splitlines()
    assert len(lines) == MOST_TOLD + 1
    assert lines[-1].endswith("more")
