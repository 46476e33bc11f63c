"""Who may import what, of the room of ratings; see ``wall_tables``."""

from tests.rules.wall_row import Row

RATING = (
    Row("controller/rating/settings.py", "collections.abc pathlib typing", "contracts.settings", "pydantic"),
    Row(
        "controller/rating/questionnaire.py",
        "collections collections.abc datetime decimal typing",
        "contracts.settings controller.text_settings",
        "pydantic",
    ),
    Row("controller/rating/free_text.py", "unicodedata"),
    Row(
        "controller/rating/invitations.py",
        "base64 collections.abc hashlib hmac typing",
        "contracts.vocabulary controller.domain.tickets",
    ),
)
