"""Addresses of the cases' desk, below /office/cases/."""

from django.urls import path

from duixian.office.cases import acting, entering, examining, pages

urlpatterns = [
    path("", pages.index, name="office-cases"),
    path("new/", entering.page, name="office-case-new"),
    path("<uuid:id_>/", pages.one, name="office-case"),
    path("<uuid:id_>/examine/", examining.page, name="office-case-examine"),
    path("<uuid:id_>/steps/<slug:step>/", acting.page, name="office-case-act"),
]
