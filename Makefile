.PHONY: setup demo test check schema portal

setup demo test check schema portal:
	@scripts/$@
