"""What the book of the settings may import: a part of the table ``MAY_IMPORT``."""

from tests.rules.wall_row import Row

BOOK = (
    Row(
        "controller/settings_book/pairing_up.py controller/settings_book/parts.py",
        "collections.abc dataclasses enum typing",
    ),
    Row("controller/settings_book/pins.py"),
    Row("controller/settings_book/slots.py", "collections collections.abc re typing", "contracts.messages"),
    Row("controller/settings_book/plain.py", "collections.abc enum pathlib typing", "controller.settings"),
    Row(
        "controller/settings_book/differences.py",
        "collections.abc dataclasses enum typing",
        "controller.settings_book.pairing_up controller.settings_book.parts",
    ),
    Row(
        "controller/settings_book/document.py",
        "typing",
        "controller.settings_book.pairing_up",
        "tomlkit tomlkit.items",
    ),
    Row(
        "controller/settings_book/drafts.py",
        "collections.abc dataclasses re typing",
        "contracts.letters controller.settings_book.parts controller.settings_book.slots",
    ),
    Row(
        "controller/settings_book/proposal.py",
        "collections.abc dataclasses tomllib typing",
        "controller.settings controller.settings_book.differences controller.settings_book.document "
        "controller.settings_book.plain",
        "pydantic",
    ),
    Row(
        "controller/settings_book/verdict.py",
        "collections.abc dataclasses enum",
        "contracts.vocabulary controller.domain.* controller.office_from_settings controller.settings",
    ),
    Row(
        "controller/web/settings_words.py",
        "collections.abc dataclasses datetime re typing",
        "contracts.texts contracts.vocabulary controller.settings_book.differences controller.settings_book.parts "
        "controller.settings_book.proposal controller.settings_book.slots controller.settings_book.verdict",
    ),
    Row(
        "controller/web/settings_form.py",
        "collections.abc dataclasses typing",
        "controller.settings_book.differences controller.settings_book.drafts controller.settings_book.parts "
        "controller.settings_book.pins controller.settings_book.proposal controller.settings_book.slots controller.web.settings_words",
    ),
    Row("controller/first_start/usual.py", "dataclasses pathlib tomllib typing"),
    Row("controller/first_start/door.py", "collections.abc secrets"),
    Row("controller/first_start/answers.py", "collections.abc re typing", "controller.first_start.usual"),
)
