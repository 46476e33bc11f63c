"""Calls through the real voice and the real aplay, judged by the bytes that ALSA was given."""
