"""A program that measures one thing in a process of its own and tells it as JSON, on one line."""

import json
import logging
import sys
from collections.abc import Callable
from typing import Any


def main(*measures: Callable[..., Any]) -> None:
    """Do what the first word of the command line names, with the rest; Django is set up."""
    import django

    django.setup()
    logging.disable(logging.WARNING)  # an empty site has none of the nouns that are asked for
    what, *words = sys.argv[1:]
    by_name = {measure.__name__: measure for measure in measures}
    print(json.dumps(by_name[what](*words)), flush=True)
