"""A vendor's own frame as a line of a profile -> bytes. Pure.

``02 {address} {length} 'N' {text} {xor8} 0D``: bytes in hexadecimal, text in quotes, and fields: ``{address}`` (one
byte), ``{address-ascii}`` (two digits), ``{text}``, ``{length}`` (bytes of the text), and a checksum over everything before
it from the byte ``checked_from`` on: ``{sum8}``, ``{neg8}`` (the sum's two's complement), ``{xor8}``, ``{crc16}`` (as Modbus,
low byte first), ``{crc16-high-first}``, ``{sum8-ascii}``, ``{xor8-ascii}`` (two capitals of hexadecimal).
"""

import re
from collections.abc import Callable
from functools import reduce
from operator import xor

from hardware.drivers.rs485.modbus import crc16

_PARTS = re.compile(
    r"\s*(?:(?P<hex>[0-9A-Fa-f]{2})(?=\s|$|[{'])|'(?P<quoted>[^']*)'|\{(?P<field>[a-z0-9-]+)\})"
)

CHECKSUMS: dict[str, Callable[[bytes], bytes]] = {
    "sum8": lambda data: bytes((sum(data) & 0xFF,)),
    "neg8": lambda data: bytes((-sum(data) & 0xFF,)),
    "xor8": lambda data: bytes((reduce(xor, data, 0),)),
    "crc16": crc16,
    "crc16-high-first": lambda data: crc16(data)[::-1],
    "sum8-ascii": lambda data: b"%02X" % (sum(data) & 0xFF),
    "xor8-ascii": lambda data: b"%02X" % reduce(xor, data, 0),
}
FIELDS = ("address", "address-ascii", "text", "length")


class TemplateError(ValueError):
    """A frame that cannot be read."""


def parts_of(template: str) -> tuple[tuple[str, str], ...]:
    """What a template consists of, as (kind, value). Raises TemplateError with the place."""
    found, at, end = [], 0, len(template.rstrip())
    while at < end:
        match = _PARTS.match(template, at)
        if match is None:
            raise TemplateError(
                f"cannot read {template[at : at + 12].strip()!r} at character {at + 1}: "
                "bytes such as 0D, text in quotes and fields in braces are known"
            )
        kind = str(match.lastgroup)
        if kind == "field" and match[kind] not in (*FIELDS, *CHECKSUMS):
            known = ", ".join((*FIELDS, *CHECKSUMS))
            raise TemplateError(f"no field {{{match[kind]}}}; known: {known}")
        if kind == "quoted" and not match[kind].isascii():
            raise TemplateError(f"{match[kind]!r} is not ASCII; write its bytes in hexadecimal")
        found.append((kind, match[kind]))
        at = match.end()
    return tuple(found)


def raw_frame(template: str, address: int, text: bytes, checked_from: int = 0) -> bytes:
    """The bytes to send. Raises TemplateError."""
    out = bytearray()
    for kind, value in parts_of(template):
        match kind, value:
            case "hex", _:
                out += bytes.fromhex(value)
            case "quoted", _:
                out += value.encode("ascii")
            case _, "address":
                out.append(address)
            case _, "address-ascii":
                out += b"%02d" % (address % 100)
            case _, "text":
                out += text
            case _, "length":
                out.append(len(text) & 0xFF)
            case _:
                out += CHECKSUMS[value](bytes(out[checked_from:]))
    return bytes(out)
