"""Slugs in addresses: letters of any script."""


class SlugConverter:
    """Path converter ``<name:…>`` for slugs such as ``hybrid-warfare`` and ``قومی-سلامتی``."""

    regex = r"[-\w]+"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value
