"""Addresses of the agreements' ledger, below /office/agreements/."""

from django.urls import path

from duixian.office.agreements import entering, pages

urlpatterns = [
    path("", pages.index, name="office-agreements"),
    path("export.xlsx", pages.export, name="office-agreements-export"),
    path("of/<uuid:id_>/", entering.new, name="office-agreement-new"),
    path("<uuid:id_>/", pages.one, name="office-agreement"),
    path("<uuid:id_>/change/", entering.change, name="office-agreement-change"),
    path("<uuid:id_>/follow-up/", pages.follow_up, name="office-agreement-follow-up"),
]
