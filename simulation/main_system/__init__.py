"""A simulated main dossier system: real HTTP, dossiers in every status, and every way to go wrong."""
