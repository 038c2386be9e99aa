"""Mail, by every way it can go."""
