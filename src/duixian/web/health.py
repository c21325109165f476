"""For machines that watch the product: is the process alive, and can it answer."""

import structlog
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from duixian import __version__, policy
from duixian.policy import PolicyErrors

log = structlog.get_logger(__name__)


@require_safe
@never_cache
def healthz(request: HttpRequest) -> JsonResponse:
    """The process answers."""
    return JsonResponse({"status": "ok", "version": __version__})


@require_safe
@never_cache
def readyz(request: HttpRequest) -> JsonResponse:
    """The policies load, so questions can be answered."""
    try:
        policies = {item.id: item.version for item in policy.library().policies}
    except (OSError, PolicyErrors) as error:
        log.exception("policies do not load")
        return JsonResponse(
            {"status": "unavailable", "policies": {}, "error": type(error).__name__}, status=503
        )
    return JsonResponse({"status": "ok", "policies": policies})
