"""Every screen of the kiosk as a way to get there, and what can be measured on each."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from itertools import chain
from typing import TYPE_CHECKING, Any

from contracts.dossiers import ProofKind, ProofRule
from contracts.look.tokens import COLOURS, HIGH_CONTRAST
from contracts.vocabulary import RefusalCode, SlipState
from kiosk_app.flow.model import Modes
from kiosk_app.present.scale import CAPITAL_MM, TARGET_MM
from tests.gui import kiosk_guide_screens, kiosk_slip_screens
from tests.unit.kiosk import kiosk_scenes as scenes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from tests.gui.kiosk_driver import Driver

COUNT = 39 + kiosk_guide_screens.COUNT + kiosk_slip_screens.COUNT
"""How many screens ``on_every_screen`` visits."""


def open_office(kiosk: Driver) -> None:
    from tests.gui.kiosk_driver import TOPICS  # noqa: PLC0415 - imports Kivy

    kiosk.desk.keep(TOPICS.state("office"), scenes.office(8))
    kiosk.desk.keep(TOPICS.state("queue"), scenes.queue(8, closed={"a": RefusalCode.QUOTA_REACHED}))
    kiosk.desk.keep(TOPICS.presence("printer-1"), scenes.printer())
    kiosk.settle()
    kiosk.settle()
    assert kiosk.app.root.screen == "services"


def before_a_number(kiosk: Driver) -> Iterator[str]:
    from tests.gui.kiosk_driver import TOPICS  # noqa: PLC0415 - imports Kivy

    yield "eight services"
    kiosk.desk.keep(TOPICS.presence("printer-1"), scenes.printer("paper-end"))
    kiosk.settle()
    yield "services with a banner"
    for target, name in (("priority", "priority"), ("priority-elderly", "chosen"), ("service-a", "refused")):
        kiosk.tap(target)
        yield name
        kiosk.settle()
    for _ in range(22):
        kiosk.settle()
    yield "refused, closing"
    kiosk.tap("ok")
    kiosk.settle()
    kiosk.desk.keep(TOPICS.presence("printer-1"), scenes.printer())
    kiosk.desk.keep(TOPICS.state("queue"), scenes.queue(8, seq=2))
    kiosk.settle()


def a_number(kiosk: Driver) -> Iterator[str]:
    kiosk.tap("service-a")
    yield "sending"
    command = kiosk.desk.heard[-1]
    kiosk.desk.reply(scenes.accepted(command, counters=("1", "2", "3", "4")))
    kiosk.settle()
    yield "printing"
    kiosk.desk.tell(scenes.slip_ended(SlipState.UNKNOWN))
    kiosk.settle()
    yield "write down"
    for _ in range(45):
        kiosk.settle()
    yield "write down, closing"
    kiosk.desk.tell(scenes.slip_ended(SlipState.PRINTED))
    kiosk.settle()
    yield "take the slip"
    kiosk.tap("ok")
    kiosk.settle()
    kiosk.tap("service-a")
    for _ in range(16):
        kiosk.settle()
    yield "no connection"
    kiosk.tap("ok")
    kiosk.settle()


def no_numbers(kiosk: Driver) -> Iterator[str]:
    from tests.gui.kiosk_driver import TOPICS  # noqa: PLC0415 - imports Kivy

    codes = (RefusalCode.OFFICE_CLOSED, RefusalCode.NOT_OPEN_YET, RefusalCode.NUMBERS_ENDED)
    for seq, code in enumerate(codes, 10):
        kiosk.desk.keep(TOPICS.state("queue"), scenes.queue(8, closed=code, seq=seq))
        kiosk.settle()
        yield str(code)


def dossiers(kiosk: Driver) -> Iterator[str]:
    from tests.gui.kiosk_driver import TOPICS  # noqa: PLC0415 - imports Kivy

    kiosk.desk.keep(TOPICS.state("office"), scenes.office_with_look_up())
    kiosk.desk.keep(TOPICS.state("queue"), scenes.queue(8, seq=20))
    kiosk.bridge.reader(there=True)
    kiosk.settle()
    kiosk.settle()
    yield "services with the look-up"
    kiosk.tap("scan")
    yield "scan"
    kiosk.settle()
    kiosk.bridge.reader(there=False)
    kiosk.settle()
    yield "scan with a broken reader"
    kiosk.tap("manual")
    yield "keyboard"
    kiosk.settle()
    _type(kiosk, scenes.CODE)
    yield "a code on the keyboard"


def what_came_of_it(kiosk: Driver) -> Iterator[str]:
    kiosk.clock.now += 1
    kiosk.tap("look-up")
    yield "asking"
    kiosk.desk.reply(scenes.looked_up(kiosk.desk.heard[-1], *scenes.three_dossiers()))
    kiosk.settle()
    yield "result ready"
    kiosk.clock.now += 1
    kiosk.tap("sheet-1")
    yield "overdue"
    for _ in range(8):
        kiosk.settle()
    yield "overdue, closing"
    for _ in range(9):
        kiosk.settle()
    kiosk.bridge.reader(there=True)
    kiosk.settle()
    for name, text in (("citizen card", scenes.CARD), ("own slip", "MOTCUA:DEMO:20261121-A012")):
        kiosk.bridge.scan(text)
        kiosk.settle()
        yield name
        kiosk.clock.now += 1
        kiosk.tap("back" if "back" in kiosk.target_names() else "ok")
        kiosk.settle()


def second_factors(kiosk: Driver) -> Iterator[str]:
    optional = {"proof": ProofRule.OPTIONAL, "proof_kind": ProofKind.PHONE_DIGITS}
    _scan_where(kiosk, 41, proof=ProofRule.REQUIRED, proof_kind=ProofKind.IDENTITY_DIGITS)
    yield "identity digits"
    _type(kiosk, "1234")
    yield "all identity digits"
    _tap_later(kiosk, "prove")
    kiosk.desk.reply(scenes.refused(kiosk.desk.heard[-1], RefusalCode.DOSSIER_NOT_FOUND))
    kiosk.settle()
    yield "wrong digits or code"
    _tap_later(kiosk, "back")
    _scan_where(kiosk, 42, **optional)
    yield "phone digits, if wished"
    _type(kiosk, "12")
    for _ in range(16):
        kiosk.settle()
    yield "phone digits, closing"
    _tap_later(kiosk, "more-time")
    _tap_later(kiosk, "back")
    _scan_where(kiosk, 43, **optional, proof_digits=12)
    yield "twelve digits, if wished"
    _tap_later(kiosk, "back")
    _scan_where(kiosk, 44, proof=ProofRule.OPTIONAL)
    yield "look-up code, if wished"
    _type(kiosk, "7KX40Q")
    yield "look-up code"
    _tap_later(kiosk, "back")


def _tap_later(kiosk: Driver, target: str) -> None:
    kiosk.clock.now += 1
    kiosk.tap(target)


def _scan_where(kiosk: Driver, seq: int, **offer: Any) -> None:
    """A receipt is scanned in an office that asks for a second factor."""
    from tests.gui.kiosk_driver import TOPICS  # noqa: PLC0415 - imports Kivy

    office = scenes.office_with_look_up(**offer).model_copy(update={"seq": seq})
    kiosk.desk.keep(TOPICS.state("office"), office)
    kiosk.settle()
    kiosk.settle()
    kiosk.bridge.scan(scenes.CODE)
    kiosk.settle()
    kiosk.settle()
    assert kiosk.app.root.screen == "proof"


def _type(kiosk: Driver, signs: str) -> None:
    for sign in signs:
        kiosk.clock.now += 0.2
        kiosk.tap(f"key-{sign}")


def many_services(kiosk: Driver) -> Iterator[str]:
    from tests.gui.kiosk_driver import TOPICS  # noqa: PLC0415 - imports Kivy

    kiosk.desk.keep(TOPICS.state("office"), scenes.office_of_groups())
    kiosk.desk.keep(TOPICS.state("queue"), scenes.queue_of_groups())
    kiosk.settle()
    kiosk.settle()
    yield "groups"
    kiosk.tap("group-hanh-chinh")
    yield "services of a group"
    kiosk.settle()
    kiosk.tap("back")
    kiosk.desk.keep(
        TOPICS.state("office"), scenes.office_of_groups().model_copy(update={"seq": 51, "groups": ()})
    )
    kiosk.settle()
    kiosk.settle()
    yield "forty services without groups"
    kiosk.tap("sheet-1")
    yield "their second sheet"
    kiosk.pass_time(11)
    yield "out of order"


@dataclass(frozen=True)
class Look:
    """How a screen is drawn: ``lang`` may be "pseudo", Vietnamese that is two fifths longer."""

    lang: str = "vi"
    modes: Modes = field(default_factory=Modes)


def on_every_screen(kiosk: Driver, check: Callable[[str], None], looks: Sequence[Look]) -> int:
    """``check`` on each screen in each look; how many screens there were.

    Each screen is reached once: what a kiosk spends is the making of widgets, and another look needs no new ones.
    """
    count = 0
    plain = kiosk.app._parts
    pseudo = replace(plain, catalogue=scenes.pseudo(plain.catalogue))
    own = before_a_number, a_number, no_numbers, dossiers, what_came_of_it, second_factors
    ways = (*own, kiosk_guide_screens.guide, kiosk_slip_screens.a_slip, many_services)
    for name in chain.from_iterable(way(kiosk) for way in ways):
        model = kiosk.app.model
        for look in looks:
            kiosk.app._parts = pseudo if look.lang == "pseudo" else plain
            draw_in(kiosk, "en" if look.lang == "en" else "vi", look.modes)
            check(f"{name} in {look}")
        kiosk.app._parts, kiosk.app.model = plain, model
        kiosk.app._draw()
        kiosk.frames(2)
        count += 1
    return count


def draw_in(kiosk: Driver, lang: str, modes: Modes) -> None:
    """The present screen, in a language and in modes."""
    kiosk.app.model = replace(kiosk.app.model, lang=lang, modes=modes)
    kiosk.app._draw()
    kiosk.frames(6)


def words_stand_free(kiosk: Driver, name: str) -> None:
    """No word leaves the screen or its card, or covers another."""
    boxes = kiosk.text_boxes()
    width, height = kiosk.size()
    for text, box, surface in boxes:
        assert inside(box, (0, 0, width, height)), f"{name}: {text!r} leaves the screen"
        assert inside(box, surface), f"{name}: {text!r} leaves its card"
    for index, (text, box, _) in enumerate(boxes):
        for other, other_box, _ in boxes[index + 1 :]:
            assert not overlap(box, other_box), f"{name}: {text!r} and {other!r} overlap"


def letters_are_large(kiosk: Driver, name: str) -> None:
    """Every capital has 4.8 mm on this glass."""
    mm = kiosk.app.mm_px
    for text, capital in kiosk.capital_heights():
        assert capital * mm >= CAPITAL_MM - 0.01, f"{name}: {text!r} is {capital * mm:.2f} mm"


def targets_can_be_hit(kiosk: Driver, name: str) -> None:
    """Every target has 20 mm both ways, stands on the screen, and covers no other."""
    mm = kiosk.app.mm_px
    boxes: list[tuple[str, tuple[float, ...]]] = []
    width, height = kiosk.size()
    for target in kiosk.app.root.touchables():
        least = min(target.size) * mm
        assert least >= TARGET_MM - 0.1, f"{name}: {target.target_name} has only {least:.1f} mm"
        left, bottom = target.to_window(target.x, target.y)
        box = left, bottom, left + target.width, bottom + target.height
        assert inside(box, (0, 0, width, height)), f"{name}: {target.target_name} leaves the screen"
        for other_id, other in boxes:
            assert not overlap(box, other), f"{name}: {target.target_name} covers {other_id}"
        boxes.append((target.target_name, box))


def controls_stand_low(kiosk: Driver, name: str) -> None:
    """Nothing to touch is higher than a hand reaches from a wheelchair."""
    for target in kiosk.app.root.touchables():
        top = target.to_window(target.x, target.top)[1]
        assert top <= kiosk.app.low_px + 1, f"{name}: {target.target_name} is too high"


def words_stand_out(kiosk: Driver, name: str) -> None:
    """Every word has a contrast of 7:1 to what is behind it, in the colours that are in force."""
    tokens = HIGH_CONTRAST if kiosk.app.contrast else COLOURS
    for text, ink, ground in kiosk.inks():
        found = contrast(tokens[ink], tokens[ground])
        assert found >= 7, f"{name}: {text!r} ({ink} on {ground}) has {found:.1f}:1"


def inside(a: tuple[float, ...], b: tuple[float, ...]) -> bool:
    return a[0] >= b[0] - 1 and a[1] >= b[1] - 1 and a[2] <= b[2] + 1 and a[3] <= b[3] + 1


def overlap(a: tuple[float, ...], b: tuple[float, ...]) -> bool:
    return min(a[2], b[2]) - max(a[0], b[0]) > 1 and min(a[3], b[3]) - max(a[1], b[1]) > 1


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
