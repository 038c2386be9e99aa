"""Reviewed SQL, run by Tortoise's own migration runner, oldest first."""
