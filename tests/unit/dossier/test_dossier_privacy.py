"""What may be shown: strict by default, more only where the settings say so, and never anything of a person."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.dossiers import Deadline, DossierCode, DossierStatus
from controller.dossier.port import AsWritten, Record
from controller.dossier.privacy import FIELDS, LEVELS, TEXT_LENGTH, clean, seen
from controller.dossier.settings import DossierSettings

TODAY = date(2026, 11, 23)
RECORD = Record(
    code=DossierCode("H57.132-260804-0583"),
    status=DossierStatus.PROCESSING,
    procedure="Cấp đổi Giấy chứng nhận",
    received=date(2026, 11, 2),
    due=date(2026, 11, 25),
    due_before=date(2026, 11, 20),
    finished=date(2026, 11, 24),
    step="Thẩm định tại Phòng Kinh tế",
    collect_at="Quầy 4",
)


def shown(*fields: str) -> dict[str, object]:
    message = seen(RECORD, fields, TODAY, 5, cached=False)  # type: ignore[arg-type] # names of fields
    empty = (None, "", Deadline.NONE, False)
    return {name: value for name, value in message.model_dump().items() if value not in empty}


def test_strict_is_the_default_and_shows_code_and_progress_only():
    settings = DossierSettings()
    fields = settings.shown(proven=False)
    assert fields == LEVELS["strict"]
    assert shown(*fields) == {
        "dossier": RECORD.code,
        "status": DossierStatus.PROCESSING,
        "deadline": Deadline.NEW_DATE,
        "as_of": 5,
    }


def test_basic_adds_dates_and_procedure_but_not_the_step():
    found = shown(*LEVELS["basic"])
    assert found["due"] == "2026-11-25"
    assert found["procedure"] == "Cấp đổi Giấy chứng nhận"
    assert "step" not in found


@pytest.mark.parametrize("field", FIELDS)
def test_each_field_can_be_allowed_alone(field: str):
    assert set(shown(field)) == {"dossier", "status", "as_of", field}


def test_levels_never_show_less_when_they_rise():
    assert set(LEVELS["strict"]) < set(LEVELS["basic"]) < set(LEVELS["detailed"]) == set(FIELDS)


@pytest.mark.parametrize(
    "personal", ["0987654321", "+84 987 654 321", "001099123456", "0987.654.321", "hoa@example.vn"]
)
def test_numbers_and_addresses_of_people_are_taken_out_of_any_text(personal: str):
    assert clean(f"Chờ {personal} bổ sung") == "Chờ … bổ sung"


def test_dates_and_short_numbers_stay():
    assert clean("Quầy 4, lúc 10:56 ngày 13/03/2026") == "Quầy 4, lúc 10:56 ngày 13/03/2026"


@pytest.mark.parametrize(
    "day",
    ["25-13-2026 17h00", "31/02/2026 08:30", "2026-13-25 17:00", "20261325105600", "30.02.2026 10 giờ 56"],
)
def test_a_day_is_no_number_of_a_person_and_one_beside_it_still_is(day: str):
    assert clean(day) == day
    assert clean(f"{day} gọi 0987654321") == f"{day} gọi …"


def test_a_day_that_cannot_be_read_is_shown_as_it_was_written_and_the_deadline_is_not_clear():
    def told(due: AsWritten, status: DossierStatus = DossierStatus.PROCESSING) -> tuple[str | None, Deadline]:
        message = seen(replace(RECORD, due=due, status=status), LEVELS["basic"], TODAY, 5, cached=False)
        return message.due, message.deadline

    assert told(AsWritten("sau Tết 17h00")) == ("sau Tết 17h00", Deadline.UNCLEAR)
    assert told(AsWritten("gọi 0987654321")) == ("gọi …", Deadline.UNCLEAR)
    assert told(AsWritten("")) == ("…", Deadline.UNCLEAR)
    assert told(AsWritten("sau Tết"), DossierStatus.RESULT_READY) == ("sau Tết", Deadline.NONE)
    strict = seen(replace(RECORD, due=AsWritten("sau Tết")), LEVELS["strict"], TODAY, 5, cached=False)
    assert (strict.due, strict.deadline) == (None, Deadline.UNCLEAR)


@given(st.text(max_size=1000))
def test_text_becomes_one_short_printable_line(text: str):
    line = clean(text)
    assert line is None or (line.isprintable() and 0 < len(line) <= TEXT_LENGTH)
