"""A simulated ESC/POS printer down to the bytes: what it hears, what it answers, and what is really on paper.

``machine`` is the printer, without I/O and without a clock; ``tcp``, ``pty`` and ``usb`` are its plugs;
``faults`` breaks it in the middle of slips and judges from the paper what the driver said about them.
Whatever it does not model it records, and raises in strict mode: it never prints something else instead.
"""
