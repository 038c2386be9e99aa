"""The list of model modules, for Tortoise and for the tests that compare models with the database."""

MODULES = [
    "app.models.organizations",
    "app.models.people",
    "app.models.files",
    "app.models.invitations",
    "app.models.properties",
    "app.models.leases",
    "app.models.charges",
    "app.models.payments",
    "app.models.ledger",
    "app.models.payment_methods",
    "app.models.payment_terms",
    "app.models.provider",
    "app.models.refunds",
    "app.models.autopay",
    "app.models.tickets",
    "app.models.messages",
    "app.models.audit",
    "app.models.security",
    "app.models.tokens",
]
