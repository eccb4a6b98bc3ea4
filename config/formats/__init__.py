"""How dates and numbers are written, for languages that Django has no formats for."""
