"""What is done when the journal was damaged, lost its end, or is not the one that was written last."""
