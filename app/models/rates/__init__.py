"""Rates of currencies that come along: those of one day, to begin with."""
