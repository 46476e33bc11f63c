"""What may be imported where numbers are given alone: a part of the table ``MAY_IMPORT``."""

from tests.rules.wall_row import Row

ALONE = (
    Row(
        "kiosk_app/shell/book_lines.py",
        "dataclasses functools hashlib json typing",
        "contracts.vocabulary kiosk_app.flow.alone_book",
        "pydantic",
    ),
    Row("kiosk_app/shell/rating_lines.py", "dataclasses hashlib", "contracts.messages", "pydantic"),
    Row(
        "controller/web/lone_kiosks.py",
        "collections.abc dataclasses",
        "contracts.messages contracts.vocabulary controller.domain.*",
    ),
)
