"""The wall board: the hall page in a browser and the LED signs over the counters."""
