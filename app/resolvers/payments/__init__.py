"""What can be done with payments: begin them, follow them, take them by hand, pay them back."""
