"""The procedures of the office: what each needs, costs and takes; read from what others export, searched as people speak."""
