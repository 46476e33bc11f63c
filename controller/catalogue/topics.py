"""Where a search without words begins: what happens in a life (``life_events.toml``), and the fields of the office."""

import hashlib
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from contracts.look.icons import ICONS
from contracts.text_file import text_of
from controller.catalogue.everyday import EverydayWordsError, Saying, folded
from controller.catalogue.procedure import Procedure, Topic

FILE = Path(__file__).with_name("life_events.toml")
FIELD_ICON = "file-document"


@dataclass(frozen=True)
class LifeEvent:
    """What happens to people, and which names of procedures belong to it."""

    code: str
    name: dict[str, str]
    icon: str
    saying: Saying


def load(path: Path = FILE) -> tuple[tuple[LifeEvent, ...], dict[str, str]]:
    """The life events, and the name of procedures without a field. Raises EverydayWordsError: what and where."""
    try:
        table = tomllib.loads(text_of(path.read_bytes()))
        no_field = {str(lang): str(name) for lang, name in table["no-field"].items()}
        return tuple(_event(one) for one in table["events"]), no_field
    except (OSError, ValueError) as error:
        raise EverydayWordsError(f"{path.name}: {error}") from None
    except (KeyError, TypeError, AttributeError) as error:
        raise EverydayWordsError(
            f'{path.name}: [no-field] needs vi and en, every [[events]] code, vi, en, icon and law = ["..."] ({error})'
        ) from None


def _event(one: dict[str, object]) -> LifeEvent:
    icon = str(one["icon"])
    if icon not in ICONS:
        raise ValueError(f"{one['code']}: there is no icon {icon!r}")
    law, unless = one["law"], one.get("unless", [])
    saying = Saying(folded(law), (), folded(unless))  # type: ignore[arg-type] # what is no list of texts is told
    return LifeEvent(str(one["code"]), {"vi": str(one["vi"]), "en": str(one["en"])}, icon, saying)


def by_event(procedures: Sequence[Procedure], events: Iterable[LifeEvent]) -> tuple[Topic, ...]:
    """The events that have a procedure here; one procedure may belong to several."""
    found = []
    for event in events:
        meant = tuple(one for one in procedures if event.saying.is_meant(f"{one.short} . {one.name}"))
        if meant:
            found.append(Topic(event.code, event.name, event.icon, meant))
    return tuple(found)


def by_field(procedures: Sequence[Procedure], no_field: dict[str, str]) -> tuple[Topic, ...]:
    """The fields, those with most procedures first. ``no_field``: what those without one are called."""
    fields: dict[str, list[Procedure]] = {}
    for one in procedures:
        fields.setdefault(one.field, []).append(one)
    topics = (
        Topic(field_code(name), {"vi": name} if name else no_field, FIELD_ICON, tuple(ones))
        for name, ones in fields.items()
    )
    return tuple(sorted(topics, key=lambda topic: (-len(topic.procedures), topic.name["vi"])))


def field_code(name: str) -> str:
    """A code for a field, whatever its name is: the same tomorrow."""
    return f"f-{hashlib.blake2b(name.encode(), digest_size=6).hexdigest()}"
