"""Every address of the product, in the order of a site map."""

from django.urls import include, path

urlpatterns = [
    path("", include("duixian.portal.urls")),
    path("office/", include("duixian.office.urls")),
    path("", include("duixian.portal.enterprise.urls")),
    path("", include("duixian.portal.filing.urls")),
    path("", include("duixian.portal.money.urls")),
    path("api/", include("duixian.api.urls")),
    path("", include("duixian.web.urls")),
]

handler400 = "duixian.web.errors.bad_request"
handler403 = "duixian.web.errors.forbidden"
handler404 = "duixian.web.errors.not_found"
# Asked for by allauth.
handler429 = "duixian.web.errors.too_many"
handler500 = "duixian.web.errors.broken"
