"""The formats' tests share what the pages' tests do."""

from tests.views.conftest import queries, seed, three

__all__ = ["queries", "seed", "three"]
