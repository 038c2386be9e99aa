"""One noun, one file: who may see its rows, and who may do each verb."""
