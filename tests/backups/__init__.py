"""Backups: taken, tried out, brought back, damaged, and broken off."""
