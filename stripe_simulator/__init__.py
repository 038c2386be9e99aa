"""A Stripe to test against: the part of Stripe's API that Tenantry uses, in memory, on loopback, without real money.

It is a program of its own. It imports nothing of `app`, and `app` imports nothing of it: they meet over HTTP, through
Stripe's official libraries, as they would meet Stripe.
"""
