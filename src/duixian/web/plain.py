"""Two small files that every site has: robots.txt and the icon of the browser tab."""

from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.templatetags.static import static
from django.views.decorators.http import require_safe

# Calculations live in query strings; they are nobody's search result.
ROBOTS = "User-agent: *\nDisallow: /calculator/*?\nDisallow: /api/v1/\n"


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """What search engines may read: everything but people's calculations."""
    return HttpResponse(ROBOTS, content_type="text/plain; charset=utf-8")


@require_safe
def favicon(request: HttpRequest) -> HttpResponsePermanentRedirect:
    """The old address of the icon, for browsers that ask without reading the page."""
    return HttpResponsePermanentRedirect(static("web/icon.svg"))
