"""What of the world outside the office's network the controller may reach: what its settings name, and nothing else."""
