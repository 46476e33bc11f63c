"""The office's side of pairing: its own authority, who asks, who was let in, and what the broker is told."""
