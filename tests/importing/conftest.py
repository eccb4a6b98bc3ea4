"""What the tests of lines share."""

from pathlib import Path

import pytest

from tests.importing.lines import Import, importing


@pytest.fixture
def take_in(tmp_path: Path) -> Import:
    """Takes lines in from a file; gives what the command says, and what it says is wrong."""
    return importing(tmp_path)
