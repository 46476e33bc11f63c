"""A scenario's office as a settings file would have it: so the rules, the desk and a simulation all know the same one."""

from pathlib import Path
from typing import Any

from controller.domain.office import Office
from controller.office_from_settings import office_of
from controller.settings import OfficeSettings
from controller.what_if.scenario import Scenario

SITE = "simulated"
NOWHERE = Path("/nonexistent")


def settings_of(scenario: Scenario, data_dir: Path = NOWHERE) -> OfficeSettings:
    """Open on every day of the week; ``data_dir`` matters to whoever starts a desk on it."""
    data: dict[str, Any] = {
        "site": SITE,
        "data_dir": data_dir,
        "name": scenario.name,
        "authority": scenario.name,
        "priority_groups": ["elderly"],
        "policy": scenario.policy,
        "services": [
            {
                "code": s.code,
                "prefix": s.prefix,
                "name": s.name,
                "typical_minutes": s.minutes,
                "width": 4,
                "last": 9999,
            }
            for s in scenario.services
        ],
        "counters": [
            {"id": str(n), "label": str(n), "services": services, "panel": f"panel-{n}"}
            for n, services in enumerate(scenario.counter_services, start=1)
        ],
        "sessions": [
            {"name": scenario.name, "days": [1, 2, 3, 4, 5, 6, 7], **session.model_dump()}
            for session in scenario.sessions
        ],
        "kiosks": [
            {"device": f"kiosk-{n}", "printer": f"printer-{n}"} for n in range(1, scenario.kiosks + 1)
        ],
    }
    return OfficeSettings.model_validate(data)


def rules_of(scenario: Scenario) -> Office:
    """The office, as the rules know it, without kiosks' limits and printers."""
    settings = settings_of(scenario)
    policy = settings.policy.model_copy(update={"kiosk_burst": 0})
    return office_of(settings.model_copy(update={"policy": policy, "kiosks": ()}))
