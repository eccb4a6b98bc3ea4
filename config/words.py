"""Django's words that it lacks in Russian and Urdu: named here so that locale/ has them."""

from django.utils.translation import gettext_noop

WORDS = (gettext_noop("- Select an option -"), gettext_noop("Filter by %(field_name)s"))
