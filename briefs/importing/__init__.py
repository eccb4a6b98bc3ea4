"""Importing: documents in, drafts and fixtures out."""
