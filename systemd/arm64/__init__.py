"""The packages for a Pi's processor, on an emulated one: ``make arm-check``."""
