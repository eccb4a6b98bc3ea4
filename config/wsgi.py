"""The WSGI entry point that servers load: ``config.wsgi:application``."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

application = get_wsgi_application()

# The programs that are loaded by now stay: a collector that no longer goes through them holds
# readers up for less long.
gc.collect()
gc.freeze()
