"""Addresses of the public pages."""

from django.urls import path

from duixian.portal import calculator, home, law, measures, notices, result, rounds

urlpatterns = [
    path("", home.home, name="home"),
    path("rounds/", rounds.index, name="rounds"),
    path("rounds/<slug:number>/", rounds.page, name="round"),
    path("rounds/<slug:number>/guide/", rounds.guide_page, name="round-guide"),
    path("rounds/<slug:number>/guide.pdf", rounds.guide_pdf, name="round-guide-pdf"),
    path("notices/", notices.index, name="notices"),
    path("notices/<uuid:id_>/", notices.page, name="notice"),
    path("notices/<uuid:id_>/results/", notices.results, name="notice-results"),
    path("notices/<uuid:id_>.pdf", notices.pdf, name="notice-pdf"),
    path("notices/<uuid:id_>/objection/<int:item>/", notices.objection, name="notice-objection"),
    path("policy/", law.current, name="policies"),
    path("policy/<slug:policy_id>/", law.law, name="policy"),
    path("policy/<slug:policy_id>/source.txt", law.source, name="policy-source"),
    path("policy/<slug:policy_id>/measures/", measures.index, name="policy-measures"),
    path("policy/<slug:policy_id>/<slug:measure_id>/", measures.measure, name="measure"),
    path("measures/", measures.current, name="measures"),
    path("calculator/", calculator.profile, name="calculator"),
    path("calculator/<slug:measure_id>/", calculator.measure, name="calculator-measure"),
    path("calculator/<slug:measure_id>/result/", result.page, name="result"),
    path("calculator/<slug:measure_id>/result.pdf", result.pdf, name="result-pdf"),
]
