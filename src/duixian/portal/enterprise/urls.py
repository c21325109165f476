"""Addresses of an enterprise's own pages, and of the privacy notice."""

from django.urls import path

from duixian.portal.enterprise import colleagues, home, messages, privacy, profile, register

urlpatterns = [
    path("privacy/", privacy.notice, name="privacy"),
    path("register/", register.start, name="enterprise-register"),
    path("register/unit/", register.unit, name="enterprise-register-unit"),
    path("register/claim/", register.claim, name="enterprise-claim"),
    path("register/person/", register.person, name="enterprise-register-person"),
    path("register/licence/", register.licence, name="enterprise-register-licence"),
    path("register/check/", register.check, name="enterprise-register-check"),
    path("register/<uuid:id_>/", register.receipt, name="enterprise-registration"),
    path("my/", home.home, name="enterprise-home"),
    path("my/enterprise/", profile.overview, name="enterprise-profile"),
    path("my/enterprise/basics/", profile.basics, name="enterprise-basics"),
    path("my/enterprise/years/", profile.years, name="enterprise-years"),
    path("my/enterprise/bank/", profile.bank, name="enterprise-bank"),
    path("my/enterprise/people/", colleagues.people, name="enterprise-people"),
    path(
        "my/enterprise/people/<int:membership>/hand-over/",
        colleagues.hand_over,
        name="enterprise-hand-over",
    ),
    path(
        "my/enterprise/people/<int:membership>/remove/", colleagues.remove, name="enterprise-remove"
    ),
    path(
        "my/enterprise/invitations/<uuid:id_>/revoke/", colleagues.revoke, name="enterprise-revoke"
    ),
    path("my/enterprise/claims/<uuid:id_>/", colleagues.answer, name="enterprise-answer"),
    path("my/invitation/<str:token>/", colleagues.accept, name="enterprise-invitation"),
    path("messages/", messages.index, name="messages"),
    path("messages/read/", messages.read_all, name="messages-read-all"),
    path("messages/preferences/", messages.preferences, name="messages-preferences"),
    path("messages/<uuid:id_>/read/", messages.read, name="messages-read"),
    path("my/data/", privacy.data, name="enterprise-data"),
    path("my/data/export/", privacy.export, name="enterprise-data-export"),
    path("my/data/close/", privacy.close, name="enterprise-data-close"),
]
