"""Facts taken in: the tables that `briefs.formats.facts` gives out (docs/exchange.md)."""

from briefs.importing.facts.reading import NoTable
from briefs.importing.facts.running import run

__all__ = ["NoTable", "run"]
