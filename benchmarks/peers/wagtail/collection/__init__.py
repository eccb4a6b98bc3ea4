"""Briefs as pages of Wagtail."""
