"""Modbus RTU, the three frames that boards need (Modbus over Serial Line V1.02; Application Protocol V1.1b3). Pure."""

WRITE_ONE, WRITE_MANY = 0x06, 0x10
MOST_REGISTERS = 123
"""In one write, as the protocol has it."""
_REFUSED = 0x80
_REASONS = {
    1: "it does not know the function",
    2: "it has no such register",
    3: "it does not take the value",
    4: "it failed",
    5: "it is still at work",
    6: "it is busy",
}


class WrongAnswerError(ValueError):
    """What came is no answer to what was asked."""


class RefusedError(ValueError):
    """The board understood, and says no."""


def crc16(data: bytes) -> bytes:
    """The two check bytes, low byte first."""
    value = 0xFFFF
    for byte in data:
        value ^= byte
        for _ in range(8):
            value = value >> 1 ^ (0xA001 if value & 1 else 0)
    return value.to_bytes(2, "little")


def write_one(address: int, register: int, value: int) -> bytes:
    """Write one register."""
    return _closed(bytes((address, WRITE_ONE)) + _words(register, value))


def write_many(address: int, register: int, values: tuple[int, ...]) -> bytes:
    """Write registers in a row."""
    if not 0 < len(values) <= MOST_REGISTERS:
        raise ValueError(f"{len(values)} registers in one write; 1 to {MOST_REGISTERS} are possible")
    head = bytes((address, WRITE_MANY)) + _words(register, len(values))
    return _closed(head + bytes((2 * len(values),)) + _words(*values))


def answer_length(begun: bytes) -> int:
    """How many bytes an answer has that begins so: a refusal has five, the answer to a write eight."""
    return 5 if len(begun) > 1 and begun[1] & _REFUSED else 8


def check_answer(request: bytes, answer: bytes) -> None:
    """Raises WrongAnswerError unless ``answer`` confirms the write ``request``, RefusedError when the board says no."""
    if len(answer) < 5 or crc16(answer[:-2]) != answer[-2:]:
        raise WrongAnswerError(f"damaged answer {answer.hex(' ') or '(none)'}")
    if answer[0] != request[0] or answer[1] & ~_REFUSED != request[1]:
        raise WrongAnswerError(f"an answer to something else: {answer.hex(' ')}")
    if answer[1] & _REFUSED:
        reason = _REASONS.get(answer[2], "no reason that Modbus knows")
        raise RefusedError(f"the board refuses (code {answer[2]}: {reason}); is the profile right?")
    if answer[2:6] != request[2:6]:
        raise WrongAnswerError(f"it confirms something else: {answer.hex(' ')}")


def _words(*values: int) -> bytes:
    return b"".join(value.to_bytes(2, "big") for value in values)


def _closed(body: bytes) -> bytes:
    return body + crc16(body)
