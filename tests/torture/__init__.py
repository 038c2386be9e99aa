"""Torture: real nodes, real kills, and the proof that every event reached every entitled screen, once, in order."""
