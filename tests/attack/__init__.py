"""Attacks on a real server with the demo world: prints what was tried, and what got through."""
