"""How long queries take while very many people sign in."""
