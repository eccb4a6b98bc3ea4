"""What is published, for other programs: one module a format.

A list's twins have all that the list's query finds (`lists`), a brief's what its page shows
(`single`); `citation` is the reference that the formats for libraries are written from.
"""
