"""How services, counters and clerks are called in figures: by the settings of now."""

from contracts.texts import FIRST
from controller.figures.report import Names, Say
from controller.settings import OfficeSettings


def names_of(settings: OfficeSettings, say: Say) -> Names:
    """The names; two clerks of one name are told apart by their ids."""
    clerks = [clerk.name for clerk in settings.clerks]
    return Names(
        {service.code: service.name.as_text().get(FIRST, service.code) for service in settings.services},
        {counter.id: say("counter.name", label=counter.label) for counter in settings.counters},
        {
            clerk.id: clerk.name if clerks.count(clerk.name) == 1 else f"{clerk.name} ({clerk.id})"
            for clerk in settings.clerks
        },
    )
