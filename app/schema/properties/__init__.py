"""Properties with their buildings and units: their shapes, their lists, and what can be done with them."""
