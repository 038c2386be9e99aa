"""The provider of payments: Stripe, or whatever speaks as Stripe does."""
