"""From an application to processes that serve it, and to their end in good order."""
