"""A province for demonstrations and proofs: a real PostgreSQL, the real centre, and offices that send to it."""
