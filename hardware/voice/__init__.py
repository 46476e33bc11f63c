"""What is said over a loudspeaker: words, recorded packs, and the sound of both."""
