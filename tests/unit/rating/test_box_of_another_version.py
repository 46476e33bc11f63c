"""What an older program kept of ratings stops no newer one: it is set aside whole, and ratings go on."""

import sqlite3
from contextlib import closing
from pathlib import Path

from contracts.vocabulary import CounterId
from controller.rating.box import FILE, KEY_BYTES, Box


def test_a_box_of_another_version_is_set_aside_and_ratings_go_on(tmp_path: Path):
    with closing(sqlite3.connect(tmp_path / FILE)) as older, older:
        older.execute("CREATE TABLE secret (key BLOB NOT NULL)")
        older.execute("INSERT INTO secret VALUES (?)", (bytes(KEY_BYTES),))
    key = Box(tmp_path).begin()
    assert (len(key), key != bytes(KEY_BYTES)) == (KEY_BYTES, True)
    assert set(Box(tmp_path).screens([CounterId("1")]).values()) == {CounterId("1")}
    assert Box(tmp_path).begin() == key
    with closing(sqlite3.connect((tmp_path / FILE).with_suffix(".damaged"))) as kept:
        assert kept.execute("SELECT key FROM secret").fetchone() == (bytes(KEY_BYTES),)
