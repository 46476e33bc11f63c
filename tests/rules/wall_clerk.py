"""What the pure part of the clerk's page may import: a part of the table ``MAY_IMPORT``."""

from tests.rules.wall_row import Row

CLERK = (
    Row(
        "controller/web/view.py controller/web/line.py controller/web/machines.py controller/web/dossier_view.py",
        "collections.abc dataclasses datetime functools types typing",
        "contracts.dossiers contracts.messages contracts.texts contracts.topics contracts.vocabulary "
        "controller.domain.closing controller.domain.counter_rules controller.domain.day controller.domain.now "
        "controller.domain.office controller.domain.selection controller.domain.staffing controller.domain.tickets "
        "controller.dossier.settings controller.reasons controller.settings controller.web.line controller.web.rota_words controller.web.lone_kiosks controller.web.machines",
    ),
    Row(
        "controller/web/rota_words.py",
        "collections.abc datetime",
        "contracts.vocabulary controller.clerk_settings controller.domain.office controller.rota",
    ),
    Row(
        "controller/rota.py",
        "collections.abc itertools typing",
        "contracts.settings contracts.vocabulary controller.clerk_settings",
    ),
    Row(
        "controller/web/forms.py",
        "collections.abc typing",
        "contracts.dossiers contracts.messages contracts.vocabulary",
        "pydantic",
    ),
)
