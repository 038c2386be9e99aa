"""SAYS: what clients see; shapes and descriptions, nothing else."""
