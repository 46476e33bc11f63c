"""The language: the words, messages, topics and settings that every program shares."""
