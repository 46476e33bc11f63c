"""Breaks the simulated printer at every place of a slip, and judges from the paper what the driver said."""
