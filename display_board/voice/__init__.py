"""The voice of a hall: who is called next, in which words, over which loudspeaker."""
