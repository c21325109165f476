"""Addresses of the credit desk, below /office/credit/."""

from django.urls import path

from duixian.office.credit import lists, records, sources

urlpatterns = [
    path("", records.index, name="office-credit"),
    path("new/", records.new, name="office-credit-new"),
    path("<int:id_>/", records.one, name="office-credit-record"),
    path("<int:id_>/correct/", records.correct, name="office-credit-correct"),
    path("<int:id_>/withdraw/", records.withdraw, name="office-credit-withdraw"),
    path("sources/", sources.index, name="office-credit-sources"),
    path("sources/new/", sources.new, name="office-credit-source-new"),
    path("sources/<int:id_>/", sources.one, name="office-credit-source"),
    path("sources/<int:id_>/refresh/", sources.refresh, name="office-credit-refresh"),
    path("import/", lists.bring, name="office-credit-import"),
    path("import/template/", lists.template, name="office-credit-template"),
    path("import/<int:id_>/", lists.one, name="office-credit-list"),
    path("import/<int:id_>/apply/", lists.apply, name="office-credit-apply"),
    path("import/<int:id_>/drop/", lists.drop, name="office-credit-drop"),
]
