"""What the tests of processes share."""

from tests.config.workers import start

__all__ = ["start"]
