.PHONY: setup demo test check schema

setup demo test check schema:
	@scripts/$@
