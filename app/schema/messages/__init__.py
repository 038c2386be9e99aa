"""Conversations: their shapes, their lists and streams, and what can be done in them."""
