"""What tests of all nouns share."""
