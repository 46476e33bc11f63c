"""What may stand in ``[mail]``, by which everything that leaves as a letter goes."""

import pytest
from pydantic import ValidationError

from controller.mail_server import addresses
from controller.mail_settings import MailSettings


@pytest.mark.parametrize(
    "given",
    [
        {"sender": "lan@x.vn, hoa@x.vn"},
        {"sender": '"lan@x.vn'},
        {"host": "http://mail.x.vn"},
        {"host": "mail x.vn"},
        {"port": 0},
        {"port": 65_536},
        {"security": "ssl"},
        {"to": "lan@x.vn"},
    ],
)
def test_a_value_that_cannot_be_is_refused(given: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        MailSettings.model_validate(given)


@pytest.mark.parametrize(
    ("given", "receivers", "keys"),
    [
        ({}, "", []),
        ({}, "lan@x.vn", ["mail.host"]),
        ({"host": "mail.x.vn"}, "lan@x.vn", []),
        ({"host": "mail.x.vn", "user": "motcua"}, "", ["mail.password_file"]),
        ({"host": "m", "user": "m", "password_file": "/x", "security": "none"}, "", ["mail.security"]),
    ],
)
def test_what_does_not_go_together_is_told_by_its_key(
    given: dict[str, object], receivers: str, keys: list[str]
) -> None:
    settings = MailSettings.model_validate(given)
    assert [problem.key for problem in settings.problems(receivers)] == keys


def test_several_receivers_are_told_apart() -> None:
    assert addresses("lan@x.vn, hoa@x.vn;tu@y.vn") == ("lan@x.vn", "hoa@x.vn", "tu@y.vn")
    assert addresses("") == ()
