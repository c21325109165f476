"""Addresses of the enterprises' changes, below /office/changes/."""

from django.urls import path

from duixian.office.changes import pages, recording

urlpatterns = [
    path("", pages.index, name="office-changes"),
    path("new/<uuid:id_>/", recording.page, name="office-change-new"),
    path("<uuid:id_>/", pages.one, name="office-change"),
    path("<uuid:id_>/evidence/", pages.evidence, name="office-change-evidence"),
]
