"""Addresses of an application, from its start to its receipt; a file's own address serves officials too."""

from django.urls import path

from duixian.portal.filing import (
    check,
    correction,
    evidence,
    explaining,
    importing,
    letters,
    lines,
    listing,
    merge,
    originals,
    receipt,
    section,
    start,
    steps,
    support,
    tasks,
)

CASE = "my/applications/<uuid:id_>/"

urlpatterns = [
    path("my/applications/", listing.page, name="filing-list"),
    path("my/applications/start/<uuid:id_>/", start.page, name="filing-start"),
    path(CASE, tasks.page, name="filing-case"),
    path(f"{CASE}lines/", lines.page, name="filing-lines"),
    path(f"{CASE}lines/template.xlsx", importing.template, name="filing-lines-template"),
    path(f"{CASE}lines/invoice/", originals.page, name="filing-lines-invoice"),
    path(f"{CASE}lines/import/", importing.page, name="filing-lines-import"),
    path(f"{CASE}lines/<int:number>/", lines.change, name="filing-line"),
    path(f"{CASE}lines/<int:number>/remove/", lines.remove, name="filing-line-remove"),
    path(f"{CASE}support/", support.page, name="filing-support"),
    path(f"{CASE}merge/", merge.page, name="filing-merge"),
    path(f"{CASE}evidence/", evidence.page, name="filing-evidence"),
    path(f"{CASE}evidence/<uuid:evidence>/remove/", evidence.remove, name="filing-evidence-remove"),
    path(f"{CASE}evidence/<uuid:evidence>/move/", evidence.move, name="filing-evidence-move"),
    path(f"{CASE}check/", check.page, name="filing-check"),
    path(f"{CASE}sign/", check.sign, name="filing-sign"),
    path(f"{CASE}correction/", correction.page, name="filing-correction"),
    path(f"{CASE}credit/", explaining.page, name="filing-credit"),
    path(f"{CASE}letters/<uuid:letter>.pdf", letters.pdf, name="filing-letter"),
    path(f"{CASE}steps/<slug:step>/", steps.page, name="filing-step"),
    path(f"{CASE}receipt/", receipt.page, name="filing-receipt"),
    path(f"{CASE}receipt.pdf", receipt.receipt, name="filing-receipt-pdf"),
    path(f"{CASE}application.pdf", receipt.form, name="filing-form-pdf"),
    path(f"{CASE}form/<slug:section>/", section.page, name="filing-section"),
    path("cases/<uuid:id_>/files/<uuid:file>/", evidence.step_file, name="case-file"),
    path("evidence/<uuid:evidence>/", evidence.show, name="evidence"),
    path("evidence/<uuid:evidence>/<int:number>.jpg", evidence.picture, name="evidence-picture"),
    path("evidence/<uuid:evidence>/download/", evidence.keep, name="evidence-download"),
]
