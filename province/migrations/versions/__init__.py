"""Each step once, in its order; a step that has run somewhere is never changed."""
