"""PINs that were typed into a form of the settings: hashed before anything else is done with the form."""

import asyncio
from collections.abc import Collection
from dataclasses import replace

from controller.settings_book.drafts import Draft
from controller.settings_book.parts import Part
from controller.web.sessions import hash_pin


async def hashed(part: Part, draft: Draft, weak: Collection[str]) -> Draft:
    """Typed PINs become their hashes at once, but for the weak ones: no page ever says one back."""
    typed = dict(draft.typed)
    for row in draft.rows:
        pin = typed.pop(f"{part.rows}.{row}.pin", ("",))[0]
        if pin and f"{part.rows}.{row}.pin" not in weak and not draft.first(f"{part.rows}.{row}.gone"):
            typed[f"{part.rows}.{row}.pin_hash"] = (await asyncio.to_thread(hash_pin, pin),)
    return replace(draft, typed=typed)
