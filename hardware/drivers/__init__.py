"""One real device per file. Third-party device libraries appear only here."""
