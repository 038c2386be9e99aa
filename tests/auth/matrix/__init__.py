"""The permission matrix, written by hand: who may what. Nothing here is derived from the code."""
