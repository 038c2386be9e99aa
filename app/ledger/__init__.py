"""The books as pure functions: no database, no clock, no network. Amounts are minor units; a debit is positive."""
