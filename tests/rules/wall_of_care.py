"""The rows of ``wall_tables`` for what looks after the machines: the doctor, backups, accounts."""

from tests.rules.wall_row import Row

CARE = (
    Row(
        "controller/console/history.py",
        "collections.abc dataclasses",
        "contracts.messages contracts.topics contracts.vocabulary",
    ),
    Row(
        "controller/console/uptime.py",
        "collections.abc dataclasses",
        "contracts.messages contracts.topics contracts.vocabulary controller.domain.office",
    ),
    Row(
        "controller/alerts/ledger.py",
        "collections.abc dataclasses",
        "contracts.vocabulary controller.console.history",
    ),
    Row(
        "controller/alerts/words.py",
        "collections.abc dataclasses typing",
        "contracts.vocabulary controller.alerts.ledger controller.console.history",
    ),
    Row("hardware/counter_panel/alarm.py", "dataclasses"),
    Row(
        "controller/alerts/settings.py",
        "collections.abc urllib.parse",
        "contracts.settings controller.mail_settings",
        "pydantic",
    ),
    Row("controller/mail_settings.py", "collections.abc pathlib typing", "contracts.settings", "pydantic"),
    Row("hardware/update/errors.py", ""),
    Row("hardware/update/watching.py", "", "", "pydantic"),
    Row(
        "controller/updates/rollout.py",
        "collections.abc dataclasses enum",
        "contracts.vocabulary",
    ),
    Row("hardware/link/vitals.py", "", "contracts.messages contracts.vocabulary"),
    Row("controller/web/endings.py", "collections dataclasses enum", "contracts.vocabulary"),
    Row("controller/backup/errors.py", "errno pathlib"),
    Row("controller/backup/phrase.py", "collections.abc re"),
    Row("controller/file_stamp.py", "datetime"),
    Row(
        "controller/backup/generations.py",
        "collections.abc datetime re",
        "contracts.vocabulary controller.file_stamp",
    ),
    Row("hardware/doctor/finding.py", "collections.abc dataclasses enum"),
    Row("hardware/doctor/readings.py", "dataclasses typing"),
    Row("hardware/doctor/settings_seen.py", "collections.abc dataclasses pathlib typing"),
    Row(
        "hardware/doctor/machine_checks.py hardware/doctor/office_checks.py",
        "collections.abc",
        "hardware.doctor.finding hardware.doctor.readings",
    ),
    Row(
        "hardware/doctor/checks.py",
        "",
        "hardware.doctor.finding hardware.doctor.machine_checks hardware.doctor.office_checks "
        "hardware.doctor.readings",
    ),
    # Whom the controller may reach outside.
    Row("controller/outside/named.py", "collections.abc ipaddress re urllib.parse", "controller.settings"),
)
