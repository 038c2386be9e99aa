"""PERMITS: who is asking, and what they may."""
