"""The first of the month: rent for very many leases, with the workers killed on the way."""
