"""Takes every guard away in turn, and looks whether a test notices: `make guards`."""
