"""The clerks' pages, the HTTP API and the health of the house. Everything enters the desk's inbox."""
