"""What can be done with leases: draft them, offer and sign them, end them; and what follows for units and people."""
