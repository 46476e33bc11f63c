"""What a board says of itself while it does not belong to its office: the code, or why there is none. Pure."""

from contracts.pairing import PairNote, PairState


def pairing_words(note: PairNote) -> tuple[str, dict[str, str]]:
    """The key of a sentence, and its facts. Where several controllers were found each has its own code."""
    codes = [each for each in (note, *note.others) if each.code]
    device = str(note.device)
    if len(codes) > 1:
        named = "; ".join(f"{each.code} – {each.office}" for each in codes)
        return "notice.pairing-several", {"device": device, "codes": named}
    if codes and codes[0].office:
        return "notice.pairing-found", {"device": device, "code": codes[0].code, "office": codes[0].office}
    if codes:
        return "notice.pairing", {"device": device, "code": codes[0].code}
    own = {PairState.NAME_TAKEN: "name-taken", "none-found": "none-found", "too-many": "too-many"}
    return f"notice.pairing-{own.get(note.trouble, 'waits')}", {"device": device}
