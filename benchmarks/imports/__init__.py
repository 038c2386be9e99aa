"""How long a long list takes to come in, and how much memory it needs."""
