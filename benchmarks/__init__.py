"""What Tenantry costs, measured beside servers of other kinds; nothing is quoted that these programs do not print."""
