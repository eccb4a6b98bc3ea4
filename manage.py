#!/usr/bin/env python
"""Django's command line for Chancery."""

import os
import sys


def main() -> None:
    """Run the management command named on the command line."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    from django.core.management import execute_from_command_line

    from briefs.request_id import running

    with running("command"):
        execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
