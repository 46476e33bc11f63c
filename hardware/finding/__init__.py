"""Where the controller is: it announces itself in the office's network, and devices without its address look for it.

``looking`` and ``announcing`` are the only files that know the library; ``whereabouts`` remembers what worked last.
IPv4 only, as all addresses of an office are here.
"""
