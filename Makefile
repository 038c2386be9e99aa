.PHONY: setup demo test check schema portal torture

setup demo test check schema portal torture:
	@scripts/$@
