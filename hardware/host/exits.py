"""How programs end, so that the service manager knows what to do (numbers of sysexits.h)."""

EXIT_LATER = 75
"""EX_TEMPFAIL: it may be tried again, the cause may pass by itself."""
EXIT_SETTINGS = 78
"""EX_CONFIG: never restarted into the same mistake; a person must look."""
