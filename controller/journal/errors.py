"""Why a journal cannot be used. Every text says what to do."""


class JournalError(Exception):
    """The journal cannot be used; the text says what to do."""


class JournalBusyError(JournalError):
    """Another desk holds the data directory."""


class JournalFullError(JournalError):
    """The disk is full or failing: nothing was written."""


class JournalGoneError(JournalFullError):
    """Another file, or none, has the journal's name: what is written now would be lost."""


class JournalConflictError(JournalError):
    """A number or a request id would have been used twice: nothing was written."""


class JournalDamagedError(JournalError):
    """The file is not what was written; ``recovery.repair.open_journal`` tries to rebuild it."""


class JournalLostError(JournalError):
    """Nothing can be done before a person does something to the files."""
