"""Vietnamese as it was written before Unicode, and as programs spoil it: the other way round than we read it."""

import unicodedata

TCVN3 = dict(
    zip(
        "ăâêôơưđàảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵĂÂÊÔƠƯĐ",
        "¨©ª«¬\u00ad®µ¶·¸¹»¼½¾ÆÇÈÉÊËÌÎÏÐÑÒÓÔÕÖ×ØÜÝÞßáâãäåæçèéêëìíîïñòóôõö÷øùúûüýþ¡¢£¤¥¦§",
        strict=True,
    )
)
VNI_MARKS = dict(zip("\u0301\u0300\u0309\u0303\u0323", "ùøûõï", strict=True))
VNI_HATS = {
    "\u0302": dict(zip(["", *VNI_MARKS], "âáàåãä", strict=True)),
    "\u0306": dict(zip(["", *VNI_MARKS], "êéèúüë", strict=True)),
}


def tcvn3(text: str) -> str:
    return "".join(TCVN3.get(letter, letter) for letter in text)


def vni(text: str) -> str:
    """Each letter, then a sign for its hat and mark together."""
    whole = {
        "đ": "ñ",
        "Đ": "Ñ",
        "ỉ": "æ",
        "ĩ": "ó",
        "ị": "ò",
        "ỵ": "î",
        "ơ": "ô",
        "ư": "ö",
        "í": "í",
        "ì": "ì",
    }
    found = []
    for letter in text:
        if letter in whole:
            found.append(whole[letter])
            continue
        parts = unicodedata.normalize("NFD", letter)
        base, signs = parts[0], parts[1:]
        horn = "\u031b" in signs
        hat = next((sign for sign in signs if sign in VNI_HATS), "")
        mark = next((sign for sign in signs if sign in VNI_MARKS), "")
        base = {"o": "ô", "u": "ö"}[base] if horn else base
        found.append(base + (VNI_HATS[hat][mark] if hat else VNI_MARKS.get(mark, "")))
    return "".join(found)


def cp1258(text: str) -> bytes:
    """As Windows writes Vietnamese: a letter with its hat, and the tone behind it."""
    apart = []
    for letter in text:
        parts = unicodedata.normalize("NFD", letter)
        tones = [sign for sign in parts if sign in VNI_MARKS]
        apart.append(
            unicodedata.normalize("NFC", "".join(sign for sign in parts if sign not in tones))
            + "".join(tones)
        )
    return "".join(apart).encode("cp1258")


def western(text: str, encoding: str) -> str:
    """UTF-8 that a program took for its own encoding; it keeps the bytes that have no sign there."""
    return "".join(bytes([byte]).decode(encoding, "ignore") or chr(byte) for byte in text.encode())
