"""Looking up dossiers: what the main system says, made safe and plain. It may be slow, broken or absent."""
