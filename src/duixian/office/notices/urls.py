"""Addresses of the notices' desk, below /office/notices/."""

from django.urls import path

from duixian.office.notices import pages

urlpatterns = [
    path("", pages.index, name="office-notices"),
    path("<uuid:id_>/", pages.one, name="office-notice"),
    path("<uuid:id_>/post/", pages.post, name="office-notice-post"),
    path("<uuid:id_>/discard/", pages.discard, name="office-notice-discard"),
    path("<uuid:id_>/results/", pages.publish_results, name="office-notice-results"),
]
