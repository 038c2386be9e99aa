.PHONY: setup demo test check schema portal torture guards attack shots web-vitals

setup demo test check schema portal torture guards attack shots web-vitals:
	@scripts/$@
