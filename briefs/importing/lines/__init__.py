"""The exchange format: JSON lines, one brief a line, out and in (docs/exchange.md)."""

from briefs.importing.lines.making import How
from briefs.importing.lines.running import run
from briefs.importing.lines.writing import lines

__all__ = ["How", "lines", "run"]
