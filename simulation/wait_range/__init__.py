"""How good the range of the wait is that citizens are told, on whole days, beside two published methods."""
