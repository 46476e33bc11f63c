"""How the tables came to be: steps of Alembic."""
