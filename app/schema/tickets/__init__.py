"""Tickets: their shapes, their lists and streams, and what can be done with them."""
