.PHONY: setup demo test check schema portal torture guards attack shots web-vitals bench-fanout bench-signin bench-money soak-money

setup demo test check schema portal torture guards attack shots web-vitals bench-fanout bench-signin bench-money soak-money:
	@scripts/$@
