"""Numbers while the desk is away, in virtual time: the real desk, journal, kiosk flow and book, killed between all steps."""
