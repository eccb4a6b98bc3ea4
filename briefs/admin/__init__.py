"""The desk: the Django admin, where staff write briefs and send them to readers.

Nothing is imported here: Django imports this package to find the site's class, before there
is a site to register with. `registry` names the modules that have pages.
"""
