"""An office as numbers, and what would come of it: who comes, how long they take, which counters there are."""
