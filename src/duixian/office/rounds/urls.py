"""Addresses of the rounds desk, below /office/rounds/."""

from django.urls import path

from duixian.office.rounds import amending, editing, pages

urlpatterns = [
    path("", pages.index, name="office-rounds"),
    path("new/", pages.new, name="office-round-new"),
    path("<uuid:id_>/", pages.folder, name="office-round"),
    path("<uuid:id_>/edit/<slug:name>/", editing.section, name="office-round-section"),
    path("<uuid:id_>/measures/<slug:name>/", editing.measure, name="office-round-measure"),
    path("<uuid:id_>/check/", pages.check, name="office-round-check"),
    path("<uuid:id_>/review/", pages.review, name="office-round-review"),
    path("<uuid:id_>/decide/", pages.decide, name="office-round-decide"),
    path("<uuid:id_>/propose/", pages.propose, name="office-round-propose"),
    path("<uuid:id_>/take-back/", pages.take_back, name="office-round-take-back"),
    path("<uuid:id_>/repin/", pages.repin, name="office-round-repin"),
    path("<uuid:id_>/clone/", pages.clone, name="office-round-clone"),
    path("<uuid:id_>/discard/", pages.discard, name="office-round-discard"),
    path("<uuid:id_>/amendments/new/", amending.new, name="office-amendment-new"),
    path("<uuid:id_>/amendments/<int:number>/", amending.page, name="office-amendment"),
    path(
        "<uuid:id_>/amendments/<int:number>/decide/",
        amending.decide,
        name="office-amendment-decide",
    ),
]
