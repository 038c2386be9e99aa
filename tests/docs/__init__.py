"""What the documents say is tried out: links, settings, documents, commands and their answers."""
