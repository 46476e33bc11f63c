"""What a run of the tests does not take over from the machine on which it runs."""

import os
import tempfile

LONGEST = 40
"""Letters of a folder for temporary files: the name of a socket has 107 bytes, and pytest's own folders take half."""


def begin() -> None:
    """No proxy stands between a test, or a program that it starts, and what it starts on this very machine.

    A TMPDIR that is too long for sockets in it is as good as none.
    """
    if len(os.environ.get("TMPDIR", "").encode()) > LONGEST:
        del os.environ["TMPDIR"]
        tempfile.tempdir = None
    for name in [each for each in os.environ if each.lower().endswith("_proxy")]:
        del os.environ[name]
