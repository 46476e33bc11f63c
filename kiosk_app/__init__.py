"""The touch kiosk: a citizen touches a service once and gets a number. Read ``flow/step.py`` to know all it does."""
