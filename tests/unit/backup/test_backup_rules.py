"""The recovery digits, the names of backups, which are kept, and when one is due."""

import errno
import itertools
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyrage import x25519

from contracts.texts import load_catalogue
from contracts.vocabulary import SiteId
from controller.backup import phrase, said
from controller.backup.errors import BackupError, of_the_place
from controller.backup.generations import AGAIN_MS, DUE_MS, OLD_MS, is_due, is_old, made_at, name_of, too_many
from controller.backup.keys import _KIND, _bech32, identity_of, keep_recipient, recipient_in, recipient_of

SITE = SiteId("phuong-1")
NOW = 1_796_000_000_000


def digits(*numbers: int) -> str:
    source = iter(itertools.cycle(numbers or (1234,)))
    return phrase.make(lambda below: next(source) % below)


@given(st.lists(st.integers(0, 9999), min_size=8, max_size=8))
def test_what_was_written_down_is_read_again(numbers: list[int]) -> None:
    made = digits(*numbers)
    assert [len(group) for group in made.split(" ")] == [5] * 8
    for typed in (
        made,
        made.replace(" ", ""),
        made.replace(" ", "-"),
        f"  {made}\n",
        made.replace(" ", " . "),
    ):
        assert phrase.read(typed) == made


@given(st.lists(st.integers(0, 9999), min_size=8, max_size=8), st.integers(0, 39), st.integers(1, 9))
def test_one_wrong_digit_is_told_by_its_group(numbers: list[int], at: int, off: int) -> None:
    made = digits(*numbers).replace(" ", "")
    wrong = made[:at] + str((int(made[at]) + off) % 10) + made[at + 1 :]
    with pytest.raises(phrase.PhraseTypo) as typo:
        phrase.read(wrong)
    assert typo.value.group == at // 5 + 1


@given(st.lists(st.integers(0, 9999), min_size=8, max_size=8), st.integers(0, 7), st.integers(0, 3))
def test_two_neighbours_that_changed_places_are_told_by_their_group(
    numbers: list[int], group: int, at: int
) -> None:
    made = list(digits(*numbers).replace(" ", ""))
    first = group * 5 + at
    if made[first] == made[first + 1]:
        return
    made[first], made[first + 1] = made[first + 1], made[first]
    with pytest.raises(phrase.PhraseTypo) as typo:
        phrase.read("".join(made))
    assert typo.value.group == group + 1


@pytest.mark.parametrize("typed", ["", "12345", "x" * 40, "١" * 40, "0" * 39, "0" * 41, "000 " * 100])
def test_what_has_not_forty_digits_is_no_phrase(typed: str) -> None:
    with pytest.raises(phrase.PhraseTypo) as typo:
        phrase.read(typed)
    assert typo.value.group == 0


def test_the_digits_are_the_key_and_nothing_else_is() -> None:
    made = digits()
    assert str(identity_of(made)) == str(identity_of(phrase.read(made.replace(" ", ""))))
    assert str(identity_of(made)) != str(identity_of(digits(1235)))
    assert recipient_of(made) == str(identity_of(made).to_public())


def test_keys_of_today_are_keys_of_tomorrow() -> None:
    """A backup of years ago must open: these digits have always been this key."""
    assert recipient_of(digits()) == "age1fu5dzjgdmh0u3lwjvznnwpnamx4e5h2glqme5pewty2gvdrwkamsnazzs4"


@given(st.binary(min_size=32, max_size=32))
def test_a_key_is_written_as_age_writes_it(secret: bytes) -> None:
    written = _bech32(_KIND, secret).upper()
    assert str(x25519.Identity.from_str(written)) == written


def test_the_public_half_is_kept_and_a_damaged_one_is_told(tmp_path: Path) -> None:
    assert recipient_in(tmp_path) is None
    keep_recipient(tmp_path, recipient_of(digits()))
    assert str(recipient_in(tmp_path)) == recipient_of(digits())
    (tmp_path / "backup" / "recipient").write_text("age1nonsense")
    with pytest.raises(BackupError) as error:
        recipient_in(tmp_path)
    assert error.value.key == "recipient-broken"


def test_names_say_whose_and_when_and_sort_as_they_were_made() -> None:
    names = [name_of(SITE, NOW + hours * 3_600_000) for hours in range(0, 24 * 400, 7)]
    assert names == sorted(names)
    assert made_at(names[0], SITE) == NOW
    assert made_at(names[0], SiteId("phuong")) is None
    assert made_at(names[0], SiteId("phuong-12")) is None


@pytest.mark.parametrize(
    "name",
    [
        "",
        "motcua-phuong-1-20261301T000000Z.age",
        "motcua-phuong-1-20261201T000000Z.age.part",
        "x.age",
        "motcua-phuong-1-.age",
    ],
)
def test_other_files_on_the_stick_are_nobody_s_backups(name: str) -> None:
    assert made_at(name, SITE) is None


def test_the_oldest_go_and_others_files_never_do() -> None:
    names = [name_of(SITE, NOW + days * 86_400_000) for days in range(5)]
    others = ["luong-thang-11.xlsx", name_of(SiteId("phuong-2"), 0), "motcua-phuong-1-x.age"]
    assert too_many([*reversed(names), *others], SITE, 3, names[-1]) == tuple(names[:2])
    assert too_many(names, SITE, 5, names[-1]) == ()
    assert too_many(names, SITE, 2, names[0]) == tuple(names[1:4]), (
        "the one just proved stays, whatever its name"
    )


@pytest.mark.parametrize(
    ("good", "tried", "wanted"),
    [
        (None, None, True),
        (NOW - DUE_MS, NOW - DUE_MS, True),
        (NOW - DUE_MS + 1, NOW - DUE_MS + 1, False),
        (None, NOW - AGAIN_MS + 1, False),
        (None, NOW - AGAIN_MS, True),
        (NOW + 1, NOW + 1, True),
        (NOW - 2 * DUE_MS, NOW - 1, False),
    ],
)
def test_one_a_day_and_one_try_an_hour(good: int | None, tried: int | None, *, wanted: bool) -> None:
    assert is_due(NOW, good, tried) is wanted


def test_after_three_days_the_caretaker_hears_of_it() -> None:
    assert is_old(NOW, None)
    assert is_old(NOW, NOW - OLD_MS - 1)
    assert not is_old(NOW, NOW - OLD_MS)


@pytest.mark.parametrize(
    ("number", "key"),
    [
        (errno.ENOSPC, "no-room"),
        (errno.EDQUOT, "no-room"),
        (errno.EROFS, "not-writable"),
        (errno.EACCES, "not-writable"),
        (errno.EIO, "pulled-out"),
        (errno.ENODEV, "pulled-out"),
        (errno.ENOENT, "pulled-out"),
        (errno.ESTALE, "pulled-out"),
        (errno.EMFILE, "place-failed"),
    ],
)
def test_each_error_of_the_stick_has_its_sentence(number: int, key: str) -> None:
    error = of_the_place(OSError(number, "what the system says"), Path("/media/motcua"))
    assert error.key == key
    assert "/media/motcua" in said.told(error)


def test_both_languages_say_the_same_things() -> None:
    catalogue = load_catalogue(Path(said.__file__).parent / "texts")
    assert catalogue.languages["vi"].keys() == catalogue.languages["en"].keys()
