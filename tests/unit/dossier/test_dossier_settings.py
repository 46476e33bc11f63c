"""The [dossier] table: impossible and unsafe settings are named before the office opens."""

from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from controller.dossier.build import build_service
from controller.dossier.settings import DossierSettings
from tests.clocks import FakeClock

REST = {"base_url": "https://mot-cua.example.gov.vn/api", "path": "/tra-cuu"}


def problems(**table: Any) -> set[str]:
    settings = DossierSettings.model_validate(table)
    return {problem.key for problem in settings.problems({"results", "civil"})}


def test_without_the_table_there_is_no_look_up():
    assert not DossierSettings().on
    assert build_service(DossierSettings(), FakeClock(), 420) is None
    assert problems() == set()


def test_a_rest_table_is_enough():
    assert problems(adapter="rest", rest=REST, result_service="results") == set()


@pytest.mark.parametrize(
    ("key", "table"),
    [
        ("dossier.rest", {"adapter": "rest"}),
        ("dossier.file", {"adapter": "file"}),
        ("dossier.result_service", {"result_service": "nowhere"}),
        ("dossier.rest.base_url", {"rest": {"base_url": "http://mot-cua.example.gov.vn"}}),
        ("dossier.rest.base_url", {"rest": {"base_url": "ftp://mot-cua.example.gov.vn"}}),
        ("dossier.rest.base_url", {"rest": {"base_url": "mot-cua.example.gov.vn"}}),
        ("dossier.rest.base_url", {"rest": {"base_url": "https://u:p@mot-cua.example.gov.vn"}}),
        ("dossier.rest.auth.secret_file", {"rest": {**REST, "auth": {"kind": "header"}}}),
        (
            "dossier.rest.auth",
            {"rest": {**REST, "auth": {"kind": "oauth2", "secret_file": "secret", "client_id": "x"}}},
        ),
        ("dossier.proof", {"adapter": "rest", "rest": REST, "proof": "required"}),
        ("dossier.proof", {"adapter": "file", "file": {"folder": "x"}, "proof": "optional"}),
        ("dossier.privacy", {"adapter": "rest", "rest": REST, "privacy": "detailed"}),
        ("dossier.privacy", {"adapter": "rest", "rest": REST, "fields": ["step"]}),
        ("dossier.privacy_proven", {"adapter": "rest", "rest": REST, "privacy_proven": "basic"}),
    ],
)
def test_what_cannot_work_or_is_unsafe_is_named(key: str, table: dict[str, Any]):
    assert key in problems(**table)


def test_details_are_possible_where_the_main_system_checks_a_second_factor():
    rest = {**REST, "proof_key": "MaTraCuu"}
    for proof in ("required", "optional"):
        assert problems(adapter="rest", rest=rest, privacy="detailed", proof=proof) == set()


def test_a_second_factor_opens_more_and_never_less():
    for table in (
        {"privacy": "detailed"},
        {"privacy": "basic"},
        {"privacy": "basic", "privacy_proven": "strict"},
        {"privacy": "strict", "privacy_proven": "detailed"},
        {"fields": ["due", "step"], "privacy_proven": "basic"},
    ):
        settings = DossierSettings.model_validate(table)
        assert set(settings.shown(proven=False)) <= set(settings.shown(proven=True))
        assert "step" not in settings.shown(proven=False)


def test_plain_http_is_for_this_machine_only():
    assert problems(adapter="rest", rest={"base_url": "http://127.0.0.1:8000"}) == set()


@pytest.mark.parametrize(
    "table",
    [
        {"privacy": "everything"},
        {"fields": ["name"]},
        {"status_map": {"X": "gone"}},
        {"rest": {**REST, "path": "/tra-cuu?a=1"}},
        {"names": {"citizen": "ChuHoSo"}},
    ],
)
def test_what_does_not_exist_cannot_be_asked_for(table: dict[str, Any]):
    with pytest.raises(ValidationError):
        DossierSettings.model_validate(table)


def test_an_authority_that_is_missing_is_told_at_the_start(tmp_path: Path):
    rest = {**REST, "ca_file": tmp_path / "no.pem"}
    settings = DossierSettings.model_validate({"adapter": "rest", "rest": rest})
    with pytest.raises(FileNotFoundError, match=r"no\.pem"):
        build_service(settings, FakeClock(), 420)
