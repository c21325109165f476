"""Addresses of the cases' desk, below /office/cases/."""

from django.urls import path

from duixian.office.cases import entering, pages

urlpatterns = [
    path("", pages.index, name="office-cases"),
    path("new/", entering.page, name="office-case-new"),
    path("<uuid:id_>/", pages.one, name="office-case"),
]
