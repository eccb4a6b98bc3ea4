"""Addresses with a preview among them."""

from django.urls import path

from briefs.views.front import front
from config.urls import urlpatterns as addresses

urlpatterns = [*addresses, path("preview/<slug:token>/", front, name="preview")]
