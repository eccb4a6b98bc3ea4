"""One address: the list."""

from collection.views import briefs
from django.urls import path

urlpatterns = [path("briefs/", briefs)]
