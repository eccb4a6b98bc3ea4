"""Deeds on many briefs at once: chosen on their list, asked about, tried, done brief by brief."""

from briefs.admin.bulk.doing import forget_old, go_on
from briefs.admin.bulk.pages import ACTIONS, urls

__all__ = ["ACTIONS", "forget_old", "go_on", "urls"]
