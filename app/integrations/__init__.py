"""The world we call: one folder a port, with its adapters."""
