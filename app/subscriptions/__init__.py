"""TELL: from commit to socket."""
