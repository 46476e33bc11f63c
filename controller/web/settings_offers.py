"""Services that offices usually have, offered where services are changed."""

from dataclasses import replace
from string import ascii_uppercase

from controller.first_start.usual import usual_services
from controller.settings_book.drafts import Draft
from controller.settings_book.parts import Part

OFFER = "offer"
"""The field of the form in which they are chosen."""


def offers(draft: Draft) -> list[tuple[str, str]]:
    """Services that offices usually have and that this form does not."""
    there = {draft.first(f"services.{row}.name.vi") for row in draft.rows}
    return [
        (each.code, each.item["name"]["vi"])
        for each in usual_services()
        if each.item["name"]["vi"] not in there
    ]


def more(part: Part, draft: Draft, sent: list[tuple[str, str]]) -> Draft:
    """One more item, or those that were chosen of what is offered."""
    wanted = {value for name, value in sent if name == OFFER}
    chosen = (
        [each.item for each in usual_services() if each.code in wanted] if part.rows == "services" else []
    )
    if not chosen:
        return draft.with_row()
    for item in chosen:
        draft = draft.with_row()
        names = {"name.vi": item["name"]["vi"], "name.en": item["name"]["en"], "icon": item["icon"]}
        names["prefix"] = _free(item["prefix"], draft)
        fields = {f"services.{draft.rows[-1]}.{key}": (value,) for key, value in names.items()}
        draft = replace(draft, typed={**draft.typed, **fields})
    return draft


def _free(prefix: str, draft: Draft) -> str:
    """A letter that no service has yet: this one if it can be."""
    taken = {draft.first(f"services.{row}.prefix") for row in draft.rows}
    return next((letter for letter in (prefix, *ascii_uppercase) if letter not in taken), "")
