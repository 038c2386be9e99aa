"""The doorbell between processes: it says that something happened, never what."""
