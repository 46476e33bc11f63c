"""Dots: what every LED sign draws from, whatever its wires. Frame, fonts that keep Vietnamese apart, layout."""
