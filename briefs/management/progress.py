"""Progress of long commands, on a terminal."""

import time

from django.core.management.base import OutputWrapper


class Progress:
    """A line that says how far a command is and how fast; nothing where nobody looks on."""

    def __init__(self, out: OutputWrapper, size: int = 0, what: str = "lines") -> None:
        self._out = out
        self._size = size
        self._what = what
        self._shown = out.isatty()
        self._begun, self._last = time.monotonic(), 0.0

    def show(self, done: int, read: int = 0) -> None:
        """So much is done, and so much of the size read; written twice a second."""
        now = time.monotonic()
        if not self._shown or now - self._last < 0.5:
            return
        self._last = now
        share = f"{min(1, read / self._size):4.0%}  " if self._size else ""
        rate = done / max(now - self._begun, 0.001)
        self._out.write(f"\r{share}{done:,} {self._what}, {rate:,.0f} a second ", ending="")
        self._out.flush()

    def end(self) -> None:
        """Leave the terminal as it was."""
        if self._shown:
            self._out.write("\r\x1b[K", ending="")
