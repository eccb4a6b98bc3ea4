"""How dates and times are written: in one way, at the desk and for readers."""
