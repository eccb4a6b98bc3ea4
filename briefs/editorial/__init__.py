"""The work at the desk: who did what. Readers' code never imports this."""
