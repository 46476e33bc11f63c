"""The wall board: the hall page in a browser, the LED signs over the counters, and the voice that calls."""
