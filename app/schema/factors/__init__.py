"""Second factors as clients see them."""
