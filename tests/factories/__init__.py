"""Rows for tests, one noun a file; every text is a canary that names the row it came from."""
