"""An office's file of its dossiers: looked for in a folder, read by a process of its own, told row by row."""
