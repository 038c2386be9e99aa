.PHONY: setup demo test check schema portal torture guards attack

setup demo test check schema portal torture guards attack:
	@scripts/$@
