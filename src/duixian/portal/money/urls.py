"""Addresses of an enterprise's own money."""

from django.urls import path

from duixian.portal.money import recoveries

urlpatterns = [
    path("my/recoveries/<uuid:id_>/", recoveries.page, name="my-recovery"),
    path("my/recoveries/<uuid:id_>/letters/<uuid:letter>.pdf", recoveries.pdf, name="my-recovery-letter"),
]  # fmt: skip
