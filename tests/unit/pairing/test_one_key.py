"""A device that asks several offices at once asks them with one key, or the certificate of one would fit no key."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from hardware.pairing.requesting import own_key


def test_whoever_asks_at_once_has_one_key(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as several:
        keys = list(several.map(lambda _turn: own_key(tmp_path).private_numbers(), range(24)))
    assert set(keys) == {own_key(tmp_path).private_numbers()}
