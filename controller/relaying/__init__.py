"""Places in the line told to the province's centre, so that phones outside the hall can read them. Off by default."""
