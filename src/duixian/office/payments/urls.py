"""Addresses of the payments, below /office/payments/."""

from django.urls import path

from duixian.office.payments import accounts, answers, files, papers, parts, requests

urlpatterns = [
    path("", requests.index, name="office-payments"),
    path("new/", requests.new, name="office-payment-new"),
    path("files/", files.index, name="office-payment-files"),
    path("files/<uuid:id_>/", files.one, name="office-payment-file"),
    path("files/<uuid:id_>/export/", files.export, name="office-payment-export"),
    path("files/<uuid:id_>/answer/", answers.bring, name="office-payment-answer"),
    path("files/<uuid:id_>/lines/<int:line>/", answers.settle, name="office-payment-settle"),
    path("files/<uuid:id_>/rows.xlsx", files.workbook, name="office-payment-file-xlsx"),
    path("accounts/", accounts.index, name="office-payment-accounts"),
    path("accounts/<uuid:id_>/", accounts.one, name="office-payment-account"),
    path("parts/<uuid:id_>/", parts.one, name="office-payment-part"),
    path("attempts/<uuid:id_>/voucher.pdf", papers.voucher, name="office-payment-voucher"),
    path("<uuid:id_>/", requests.one, name="office-payment"),
    path("<uuid:id_>/list.xlsx", papers.workbook, name="office-payment-xlsx"),
    path("<uuid:id_>/list.pdf", papers.paper, name="office-payment-pdf"),
    path("<uuid:id_>/letter.pdf", papers.letter, name="office-payment-letter"),
]
