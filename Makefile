.PHONY: setup demo test check schema portal torture guards attack shots web-vitals bench-fanout

setup demo test check schema portal torture guards attack shots web-vitals bench-fanout:
	@scripts/$@
