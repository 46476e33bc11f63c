"""The wizard that finds out how a hand scanner is set: it asks for three codes and listens to what is typed."""
