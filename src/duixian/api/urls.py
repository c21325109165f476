"""Addresses of the API and of the page that explains it."""

from django.urls import path

from duixian.api import docs
from duixian.api.routes import api

urlpatterns = [
    path("docs", docs.docs, name="api-docs"),
    path("v1/", api.urls),
]
