"""The head of a page: its title and the meta tags that Chinese government sites carry."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render as django_render

ISSUER = "上海市普陀区科学技术委员会"


@dataclass(frozen=True, kw_only=True)
class Page:
    """What a page says about itself; an article has a date and a source, a column page has not."""

    title: str
    column: str
    column_type: str = "业务办理"
    description: str = ""
    keywords: str = "普陀区,智能软件,产业专项,惠企政策"
    published: date | None = None
    source: str = ISSUER
    index: bool = True


def render(
    request: HttpRequest, template: str, page: Page, *, status: int = 200, **context: Any
) -> HttpResponse:
    """Django's render with the head of the page; fragments asked for by htmx are kept apart in caches."""
    response = django_render(request, template, {"page": page, **context}, status=status)
    response.headers["Vary"] = "HX-Request"
    return response


def site(request: HttpRequest) -> dict[str, Any]:
    """Context processor: what the site calls itself, and the address of this page."""
    return {
        "site_name": settings.SITE_NAME,
        "site_domain": settings.SITE_DOMAIN,
        "site_id_code": settings.SITE_ID_CODE,
        # Not from the request: an error page about a wrong host name must not ask for it again.
        "page_address": f"{settings.SITE_ADDRESS}{request.path}",
    }


def is_fragment(request: HttpRequest) -> bool:
    """Whether htmx asks for a part of the page."""
    return request.headers.get("HX-Request") == "true"
