"""Tables that people keep in files: CSV and XLSX."""
