"""What the kiosk says: a model becomes a view, in words and sizes. Pure."""
