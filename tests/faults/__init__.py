"""Bad days: broken input, dead dependencies."""
