"""What an export may be: said here for the controller, which never opens one, and for the process that does."""

KINDS = (".csv", ".xlsx", ".db", ".sqlite", ".sqlite3")
MAX_BYTES = 64 * 1024 * 1024
MAX_ROWS = 500_000


class ExportError(ValueError):
    """An export that cannot be used: half-written, empty, or without the columns. Quotes no content."""
