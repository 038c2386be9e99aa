"""Pictures of strangers are only ever decoded in a process of their own."""
