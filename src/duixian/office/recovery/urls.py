"""Addresses of the recoveries, below /office/recovery/."""

from django.urls import path

from duixian.office.recovery import finding, pages, papers, reports

urlpatterns = [
    path("", pages.index, name="office-recoveries"),
    path("new/", finding.page, name="office-recovery-new"),
    path("reports/", reports.page, name="office-recovery-reports"),
    path("<uuid:id_>/", pages.one, name="office-recovery"),
    path("<uuid:id_>/approval.pdf", papers.approval, name="office-recovery-approval"),
    path("<uuid:id_>/steps/<slug:step>/", pages.step, name="office-recovery-step"),
]
