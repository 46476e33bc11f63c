"""How services, counters and clerks are called in figures: by the settings that were last in force. Pure."""

from collections import Counter
from collections.abc import Mapping, Sequence

from contracts.forms.table import Say
from contracts.forms.written import written_date
from controller.figures.naming import Called, Thing, by_day, gone, renamings
from controller.figures.report import Names


def names_of(told: Sequence[Called], say: Say) -> Names:
    """The names that the settings said last, and what was called otherwise before. ``told``: one at least.

    Two of one name are told apart by their codes; what is not there any more keeps its last name, with the day.
    """
    now = by_day(told)[-1].names

    def all_of(thing: Thing) -> dict[str, str]:
        left = gone(told, thing).items()
        past = {code: say("names.gone", name=name, day=written_date(day)) for code, (name, day) in left}
        return _apart(now.get(thing, {})) | _apart(past)

    counters = all_of(Thing.COUNTER).items()
    return Names(
        all_of(Thing.SERVICE),
        {counter: say("counter.name", label=label) for counter, label in counters},
        all_of(Thing.CLERK),
        tuple(renamings(told)),
    )


def _apart(names: Mapping[str, str]) -> dict[str, str]:
    often = Counter(names.values())
    return {code: name if often[name] == 1 else f"{name} ({code})" for code, name in names.items()}
