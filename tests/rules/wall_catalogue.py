"""The rows of ``wall_tables`` for the catalogue of procedures."""

from tests.rules.wall_row import Row

CATALOGUE = (
    Row("controller/rates.py", "collections typing"),
    Row("controller/catalogue/procedure.py", "dataclasses datetime enum", "contracts.procedures"),
    Row(
        "controller/catalogue/telling.py",
        "collections.abc itertools types",
        "contracts.messages contracts.messages.guide contracts.procedures contracts.vocabulary "
        "controller.catalogue.blanks controller.catalogue.procedure",
    ),
    Row(
        "controller/catalogue/blanks.py",
        "collections.abc dataclasses datetime",
        "contracts.letters controller.catalogue.procedure",
    ),
    Row("controller/catalogue/spelling.py", "collections.abc dataclasses re unicodedata"),
    Row(
        "controller/catalogue/cells.py",
        "datetime enum html re",
        "contracts.letters contracts.procedures controller.catalogue.procedure controller.dossier.dates controller.dossier.port",
    ),
    Row(
        "controller/catalogue/reading.py",
        "collections.abc dataclasses typing",
        "contracts.letters controller.catalogue.cells controller.catalogue.procedure",
    ),
    Row(
        "controller/catalogue/changes.py",
        "collections.abc dataclasses",
        "contracts.procedures controller.catalogue.procedure controller.catalogue.reading",
    ),
    Row(
        "controller/catalogue/told.py",
        "collections.abc datetime",
        "controller.catalogue.changes controller.catalogue.procedure controller.catalogue.reading",
    ),
)
