"""Who may import what, of the looking up of dossiers; see ``wall_tables``."""

from tests.rules.wall_row import Row

LOOK_UPS = (
    Row(
        "controller/dossier/settings.py",
        "collections.abc pathlib typing urllib.parse",
        "contracts.dossiers contracts.messages contracts.settings contracts.vocabulary controller.dossier.breaker "
        "controller.dossier.limits controller.dossier.misses controller.dossier.privacy",
        "pydantic",
    ),
    Row("controller/dossier/breaker.py controller/dossier/limits.py", "dataclasses"),
    Row("controller/dossier/misses.py", "collections.abc dataclasses", "contracts.letters"),
    Row(
        "controller/dossier/port.py",
        "dataclasses datetime enum typing",
        "contracts.dossiers contracts.vocabulary",
    ),
    Row(
        "controller/dossier/cache.py",
        "collections dataclasses",
        "contracts.dossiers contracts.vocabulary controller.dossier.port",
    ),
    Row(
        "controller/dossier/dates.py controller/dossier/written_days.py",
        "collections.abc contextlib datetime enum functools re",
        "contracts.letters controller.dossier.port controller.dossier.written_days",
    ),
    Row(
        "controller/dossier/status.py",
        "collections.abc dataclasses datetime functools re",
        "contracts.dossiers contracts.letters controller.dossier.port",
    ),
    Row(
        "controller/dossier/privacy.py",
        "collections.abc datetime re typing unicodedata",
        "contracts.dossiers contracts.messages contracts.vocabulary controller.dossier.port "
        "controller.dossier.status",
    ),
    Row("controller/dossier/proof.py", "re", "contracts.dossiers controller.dossier.settings"),
    Row(
        "controller/dossier/proof_limits.py",
        "collections.abc hashlib re secrets",
        "contracts.dossiers controller.dossier.limits controller.dossier.port",
    ),
    Row(
        "controller/dossier/reading.py",
        "collections.abc dataclasses datetime json re typing",
        "contracts.dossiers contracts.letters controller.dossier.dates controller.dossier.port "
        "controller.dossier.status",
    ),
    Row(
        "controller/dossier/faults.py",
        "dataclasses datetime",
        "contracts.dossiers contracts.messages contracts.vocabulary controller.dossier.port "
        "controller.dossier.privacy",
    ),
)
