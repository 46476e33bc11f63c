"""The hall page: a small server and three static files, no framework and no build step."""
