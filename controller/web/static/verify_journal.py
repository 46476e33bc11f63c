"""Proves a copy of an office's journal with nothing but Python: python3 verify_journal.py COPY.db [HASH]

Every event carries a hash of itself and of everything before it. Whoever changes, removes or adds one has to write all
later hashes anew, and then those that were printed on reports do not occur any more. HASH is what stands at the foot of
a report (its first letters will do): the script says up to which event that report knew the journal.

The head of the office takes the copy on /so-lieu/so-su-kien; on the machine: motcua controller backup COPY.db
"""

import hashlib
import sqlite3
import sys
from pathlib import Path


def chain(before: str, seq: int, day: str, kind: str, body: str, request: str | None) -> str:
    """The hash of an event."""
    text = "\n".join([before, str(seq), day, kind, body] + ([request] if request is not None else []))
    return hashlib.sha256(text.encode("utf-8", "surrogateescape")).hexdigest()


def verify(path: Path, printed: str) -> int:
    """Tell what is found; 0 when everything holds."""
    db = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)
    gaps = {first: (last, head) for first, last, head in db.execute("SELECT first, last, head FROM gap")}
    days: dict[str, int] = {}
    at, head, found = 0, "0" * 64, ""
    for seq, day, kind, body, request, digest in db.execute(
        "SELECT seq, day, kind, body, request_id, hash FROM event ORDER BY seq"
    ):
        while seq != at + 1 and at + 1 in gaps:
            print(f"events {at + 1} to {gaps[at + 1][0]} were set aside when the journal was mended")
            at, head = gaps[at + 1]
        if seq != at + 1:
            print(f"BROKEN: event {at + 1} is missing")
            return 1
        head = chain(head, seq, day, kind, body, request)
        if head != digest:
            print(f"BROKEN: event {seq} of {day} ({kind}) is not what was written")
            return 1
        at, days[day] = seq, days.get(day, 0) + 1
        if printed and digest.startswith(printed):
            found = f"the report rests on everything up to event {seq} of {day}"
    for day, count in sorted(days.items()):
        print(f"{day}: {count} events")
    print(f"WHOLE: {at} events, newest hash {head}")
    if printed:
        print(
            found
            or f"BROKEN: {printed} does not occur: the journal is not the one that the report was made from"
        )
    return 0 if found or not printed else 1


if __name__ == "__main__":
    if len(sys.argv) not in (2, 3):
        sys.exit(__doc__)
    try:
        sys.exit(verify(Path(sys.argv[1]), sys.argv[2].lower() if len(sys.argv) == 3 else ""))
    except sqlite3.Error as error:
        sys.exit(f"{sys.argv[1]} is not a journal, or is damaged: {error}")
