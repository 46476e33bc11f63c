"""A device's side of pairing: its key, whom it asks, and what it keeps."""
