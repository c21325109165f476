"""Addresses of the experts' desk, below /office/panel/."""

from django.urls import path

from duixian.office.panel import pages

urlpatterns = [
    path("", pages.index, name="panel-list"),
    path("<uuid:id_>/", pages.one, name="panel-case"),
]
