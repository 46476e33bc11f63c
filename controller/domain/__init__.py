"""The rules. Pure: standard library and the vocabulary only; no clock, no I/O.

``decide(office, day, command, now)`` says what happens, ``apply(day, event)`` makes it so.
"""
