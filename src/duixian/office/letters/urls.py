"""Addresses of the letters' desk, below /office/letters/ and /office/calendar/."""

from django.urls import path

from duixian.office.letters import calendar, pages

letters = [
    path("", pages.index, name="office-letters"),
    path("<uuid:id_>/", pages.one, name="office-letter"),
    path("<uuid:id_>/pdf/", pages.pdf, name="office-letter-pdf"),
    path("<uuid:id_>/void/", pages.void, name="office-letter-void"),
]
days = [
    path("", calendar.index, name="office-calendar"),
    path("import/", calendar.bring, name="office-calendar-import"),
    path("<int:year>.csv", calendar.table, name="office-calendar-table"),
]
