"""The desk: the one that decides, and everything between its inbox, the journal and the wire."""
