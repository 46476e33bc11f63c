"""What a head of office asks: how many came, how long they waited, who was served where; from the journal alone."""
