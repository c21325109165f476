"""Addresses of the cases' desk, below /office/cases/."""

from django.urls import path

from duixian.office.cases import (
    acting,
    amounts,
    assigning,
    bulk,
    crediting,
    entering,
    examining,
    export,
    objections,
    overlaps,
    pages,
    panel,
    proposing,
    views,
    visits,
)

urlpatterns = [
    path("", pages.index, name="office-cases"),
    path("new/", entering.page, name="office-case-new"),
    path("export.xlsx", export.page, name="office-cases-export"),
    path("views/", views.page, name="office-cases-views"),
    path("bulk/", bulk.page, name="office-cases-bulk"),
    path("<uuid:id_>/", pages.one, name="office-case"),
    path("<uuid:id_>/examine/", examining.page, name="office-case-examine"),
    path("<uuid:id_>/credit/", crediting.page, name="office-case-credit"),
    path("<uuid:id_>/overlaps/", overlaps.page, name="office-case-overlap"),
    path("<uuid:id_>/amounts/", amounts.page, name="office-case-amounts"),
    path("<uuid:id_>/visits/", visits.page, name="office-case-visits"),
    path("<uuid:id_>/proposal/", proposing.page, name="office-case-proposal"),
    path("<uuid:id_>/objections/", objections.page, name="office-case-objections"),
    path("<uuid:id_>/panel/", panel.page, name="office-case-panel"),
    path("<uuid:id_>/assign/", assigning.page, name="office-case-assign"),
    path("<uuid:id_>/steps/<slug:step>/", acting.page, name="office-case-act"),
]
