"""What is owed, as clients see it."""
