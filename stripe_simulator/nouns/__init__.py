"""One module for each noun of Stripe's API: its shape, its handlers, and what happens to it by itself."""
