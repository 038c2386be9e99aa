"""Every store of files, by one contract."""
