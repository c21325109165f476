"""Addresses of officials, by desk, below /office/."""

from django.urls import include, path

from duixian.office import accounts, deputies, enterprises, grants, home, major, registrations
from duixian.office.letters.urls import days, letters

urlpatterns = [
    path("", home.home, name="office-home"),
    path("rounds/", include("duixian.office.rounds.urls")),
    path("cases/", include("duixian.office.cases.urls")),
    path("batches/", include("duixian.office.batches.urls")),
    path("major/", major.index, name="office-major"),
    path("major/new/", major.new, name="office-major-new"),
    path("notices/", include("duixian.office.notices.urls")),
    path("panel/", include("duixian.office.panel.urls")),
    path("earlier/", include("duixian.office.earlier.urls")),
    path("changes/", include("duixian.office.changes.urls")),
    path("sheets/", include("duixian.office.sheets.urls")),
    path("credit/", include("duixian.office.credit.urls")),
    path("funds/", include("duixian.office.funds.urls")),
    path("payments/", include("duixian.office.payments.urls")),
    path("agreements/", include("duixian.office.agreements.urls")),
    path("recovery/", include("duixian.office.recovery.urls")),
    path("letters/", include(letters)),
    path("calendar/", include(days)),
    path("registrations/", registrations.index, name="office-registrations"),
    path("registrations/<uuid:id_>/", registrations.one, name="office-registration"),
    path("registrations/<uuid:id_>/licence/", registrations.licence, name="office-licence"),
    path("enterprises/", enterprises.index, name="office-enterprises"),
    path("enterprises/<uuid:id_>/", enterprises.one, name="office-enterprise"),
    path("enterprises/<uuid:id_>/bank/<uuid:account>/", enterprises.reveal, name="office-reveal"),
    path("accounts/", accounts.index, name="office-accounts"),
    path("accounts/new/", accounts.new, name="office-account-new"),
    path("accounts/<uuid:id_>/", accounts.person, name="office-person"),
    path("accounts/<uuid:id_>/grant/", accounts.grant, name="office-grant"),
    path("accounts/<uuid:id_>/roles/<int:membership>/", accounts.revoke, name="office-revoke"),
    path("accounts/<uuid:id_>/locks/<int:account>/", accounts.lock, name="office-lock"),
    path("accounts/<uuid:id_>/deputy/", deputies.person, name="office-person-deputy"),
    path("deputies/", deputies.own, name="office-deputies"),
    path("grants/", grants.index, name="office-grants"),
    path("grants/<uuid:id_>/", grants.decide, name="office-grant-decide"),
    path("organisations/", grants.places, name="office-organisations"),
]
