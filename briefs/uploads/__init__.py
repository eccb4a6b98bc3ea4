"""Uploads: files from outside, judged by what is in them, and made into what readers get.

Neither names nor types that a browser sends are believed. Whatever can't be kept is refused
with a ValidationError whose text says why and what to do.
"""

from briefs.uploads.documents import DOCUMENTS, Document, checked_document
from briefs.uploads.pictures import FORMATS, PICTURE_TYPE, Picture, finished_picture

# What is served under /media/, by the ending of its name.
TYPES = {"webp": PICTURE_TYPE, **DOCUMENTS}

__all__ = [
    "DOCUMENTS",
    "FORMATS",
    "PICTURE_TYPE",
    "TYPES",
    "Document",
    "Picture",
    "checked_document",
    "finished_picture",
]
