"""The printer program: takes jobs from the desk, prints each at most once, and says how each one ended."""
