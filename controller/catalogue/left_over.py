"""Which files have no form in a catalogue any more, as a line for whoever changes it."""

from collections.abc import Iterable, Iterator

from controller.catalogue import blanks
from controller.catalogue.blank_shelf import BlankShelf
from controller.catalogue.procedure import Procedure
from controller.catalogue.shelf import ShelfError
from controller.catalogue.told import Say, some


def left_over(say: Say, procedures: Iterable[Procedure], shelf: BlankShelf) -> Iterator[str]:
    """The files stay, and are shown again when their form is there again."""
    try:
        left = blanks.left_over(procedures, shelf.read())
    except ShelfError as error:
        yield say("catalogue.blanks-damaged", why=error)
        return
    if left:
        codes = some(dict.fromkeys(place.procedure for place in left))
        yield say("catalogue.blanks-left", count=len(left), codes=codes)
