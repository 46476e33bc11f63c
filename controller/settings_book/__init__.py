"""The office's settings as a book that people write in: a file, changed whole, with what was before it."""
