"""Stored files handed out: as a download in a sandbox, or as a picture drawn here; never opened as a page of this site."""

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.http import content_disposition_header

from duixian.files import kinds, preview, store
from duixian.files.models import StoredFile
from duixian.parties import damage
from duixian.parties.signin.visit import actor_of
from duixian.web import errors

SANDBOX = "sandbox; default-src 'none'"
XLSX, PDF = kinds.MEDIA_TYPES["xlsx"], kinds.MEDIA_TYPES["pdf"]
CSV = "text/csv; charset=utf-8"


class Damages:
    """Middleware: whichever page opens a file that turns out damaged says so; the trail and the admins are told."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._respond = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self._respond(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """After the page's transaction was rolled back."""
        if not isinstance(error, store.Damaged):
            return None
        damage.found(actor_of(request), error.file)
        return errors.damaged(request)


def download(file: StoredFile, name: str = "") -> HttpResponse:
    """The file's bytes, verified, under its own name or another; 404 where it was erased. Raises store.Damaged."""
    if file.erased_at is not None:
        raise Http404("erased")
    kind = kinds.MEDIA_TYPES.get(file.kind, "application/octet-stream")
    return attachment(store.opened(file), name or file.name, kind)


def attachment(content: bytes, name: str, kind: str) -> HttpResponse:
    """Bytes as a download that no browser opens as a page of this site."""
    response = _sealed(content, kind)
    # RFC 6266: what could break the header is quoted or percent-encoded.
    response.headers["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    return response


def picture(file: StoredFile, page: int = 1) -> HttpResponse:
    """One page for `<img>`, drawn in a process of its own from the verified bytes; 404 where there is none."""
    if file.erased_at is not None:
        raise Http404("erased")
    try:
        drawn = preview.page(file, page)
    except preview.NoPreview:
        raise Http404("no preview") from None
    return _sealed(drawn, "image/jpeg")


def _sealed(content: bytes, kind: str) -> HttpResponse:
    response = HttpResponse(content, content_type=kind)
    response.headers["Content-Security-Policy"] = SANDBOX
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "no-store"
    return response
