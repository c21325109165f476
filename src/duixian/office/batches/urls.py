"""Addresses of the batch view and the meeting papers, below /office/batches/."""

from django.urls import path

from duixian.office.batches import pages

urlpatterns = [
    path("", pages.index, name="office-batches"),
    path("<uuid:id_>/", pages.page, name="office-batch"),
    path("papers/<uuid:id_>/", pages.paper, name="office-paper"),
    path("papers/<uuid:id_>/paper.xlsx", pages.workbook, name="office-paper-xlsx"),
    path("papers/<uuid:id_>/paper.pdf", pages.pdf, name="office-paper-pdf"),
]
