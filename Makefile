.PHONY: setup demo test check schema portal torture guards attack shots web-vitals bench-fanout bench-signin bench-money bench-import soak-money

setup demo test check schema portal torture guards attack shots web-vitals bench-fanout bench-signin bench-money bench-import soak-money:
	@scripts/$@
