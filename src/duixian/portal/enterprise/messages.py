"""消息: what one was told, read and unread; and how often mail comes. For everybody who is signed in."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from duixian.outbox import inbox
from duixian.outbox.inbox import Mode
from duixian.web.boxes import Box, filled, summary
from duixian.web.page import Page, render
from duixian.web.viewer import person_of, signed_in

ROWS = 20
MODE = Box(
    name="mode", label="邮件怎么发", style="radio", options=tuple(Mode.choices),
    hint="站内消息始终都有。关于账号安全和收款账户的邮件不受此限，总是立即发送。",
)  # fmt: skip


@require_safe
@signed_in
def index(request: HttpRequest) -> HttpResponse:
    """The newest thousand; ?show=unread leaves out what was read."""
    person = _person(request)
    unread = request.GET.get("show") == "unread"
    rows = Paginator((inbox.unread if unread else inbox.of)(person)[: inbox.MOST], ROWS)
    return render(
        request, "portal/enterprise/messages.html", Page(title="消息", column="消息", index=False),
        rows=rows.get_page(request.GET.get("page")), unread=unread, waiting=inbox.waiting(person), most=inbox.MOST,
    )  # fmt: skip


@require_POST
@signed_in
def read(request: HttpRequest, id_: UUID) -> HttpResponse:
    """Mark one as read; with "go", on to its matter, else back to where one was in the list."""
    notice = inbox.read(_person(request), id_)
    if notice is None:
        raise Http404("notice")
    return redirect(notice.link) if "go" in request.POST and notice.link else _back(request)


@require_POST
@signed_in
def read_all(request: HttpRequest) -> HttpResponse:
    """Mark all as read."""
    count = inbox.read_all(_person(request))
    messages.success(request, f"已将{count}条消息标为已读")
    return redirect("messages")


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def preferences(request: HttpRequest) -> HttpResponse:
    """消息设置: mail for each message, once a day, or never."""
    person = _person(request)
    faults: list[tuple[str, str]] = []
    if request.method == "POST":
        wanted = request.POST.get("mode", "")
        if wanted in Mode.values:
            inbox.choose(person, Mode(wanted))
            messages.success(request, "消息设置已保存")
            return redirect("messages")
        faults = [("mode", "请选择一种")]
    boxes = filled([MODE], {"mode": inbox.mode(person)}, faults)
    return render(
        request, "portal/enterprise/messages_preferences.html", Page(title="消息设置", column="消息", index=False),
        boxes=boxes, errors=summary(boxes, faults),
    )  # fmt: skip


def _person(request: HttpRequest) -> UUID:
    person = person_of(request)
    assert person is not None
    return person.pk


def _back(request: HttpRequest) -> HttpResponseRedirect:
    where = {name: request.POST[name] for name in ("show", "page") if request.POST.get(name)}
    return HttpResponseRedirect(reverse("messages") + (f"?{urlencode(where)}" if where else ""))
