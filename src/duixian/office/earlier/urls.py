"""Addresses of the ledger, below /office/earlier/."""

from django.urls import path

from duixian.office.earlier import importing, pages

urlpatterns = [
    path("", pages.index, name="office-earlier"),
    path("ledger.xlsx", pages.workbook, name="office-earlier-xlsx"),
    path("template.xlsx", importing.template, name="office-earlier-template"),
    path("import/", importing.page, name="office-earlier-import"),
    path("imports/<uuid:id_>/", importing.brought, name="office-earlier-brought"),
    path("<uuid:id_>/", pages.one, name="office-earlier-grant"),
]
