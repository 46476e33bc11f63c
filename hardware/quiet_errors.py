"""Errors in places where a dossier code is at hand: told by their kind and line, never by their text."""


def place_of(error: BaseException) -> str:
    """Type and line of an error. Its text and its traceback could quote what a citizen entered."""
    trace = error.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    where = f" at {trace.tb_frame.f_code.co_qualname}:{trace.tb_lineno}" if trace else ""
    return f"{type(error).__name__}{where}"
