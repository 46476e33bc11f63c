"""What may stand in ``[alerts]``."""

import pytest
from pydantic import ValidationError

from controller.alerts.settings import AlertSettings


@pytest.mark.parametrize(
    "given",
    [
        {"mail_to": "lan"},
        {"mail_to": "lan@x.vn\nBcc: all@x.vn"},
        {"mail_to": "a@x.vn b@x.vn"},
        {"mail_to": "lan@[x"},
        {"mail_to": "lan(x@x.vn"},
        {"webhook": "ftp://x.vn"},
        {"webhook": "https://x.vn/a b"},
        {"quiet": "17:30"},
        {"quiet": "25:00-06:00"},
        {"after_s": 0},
        {"again_minutes": 1},
    ],
)
def test_a_value_that_cannot_be_is_refused(given: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        AlertSettings.model_validate(given)


@pytest.mark.parametrize(
    ("given", "key"),
    [
        ({"webhook": "http://[::1"}, "alerts.webhook"),
        ({"webhook": "https://x.vn:99999/"}, "alerts.webhook"),
        ({"webhook": "https:///x"}, "alerts.webhook"),
    ],
)
def test_what_does_not_go_together_is_told_by_its_key(given: dict[str, object], key: str) -> None:
    assert [problem.key for problem in AlertSettings.model_validate(given).problems()] == [key]
