"""Addresses of the enterprise sheet, below /office/sheets/."""

from django.urls import path

from duixian.office.sheets import pages

urlpatterns = [
    path("<uuid:id_>/", pages.page, name="office-sheet"),
    path("<uuid:id_>/sheet.xlsx", pages.workbook, name="office-sheet-xlsx"),
    path("<uuid:id_>/sheet.pdf", pages.paper, name="office-sheet-pdf"),
]
