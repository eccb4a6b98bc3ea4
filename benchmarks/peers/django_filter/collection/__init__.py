"""Briefs, as a plain Django app keeps them."""
