"""Error pages in Chinese: what happened, and the way out."""

from typing import Any

from django.http import HttpRequest, HttpResponse

from duixian.web.page import Page, render


def _error(
    request: HttpRequest, status: int, title: str, explanation: str, **context: Any
) -> HttpResponse:
    page = Page(title=title, column="提示", index=False)
    return render(
        request, "web/error.html", page,
        status=status, code=status, explanation=explanation, **context,
    )  # fmt: skip


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400: the request itself is malformed."""
    return _error(
        request, 400, "请求有误，无法处理", "地址或提交的内容不完整。请返回上一页重新提交。"
    )


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403: not for this visitor."""
    return _error(request, 403, "无权访问此页面", "此页面不对您开放。如需办理，请从首页进入。")


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404: no such page."""
    return _error(
        request,
        404,
        "没有找到这个页面",
        "网址可能输错了，或页面已经移动。请核对网址，或从下列入口继续。",
    )


def broken(request: HttpRequest) -> HttpResponse:
    """500: our fault."""
    return _error(
        request,
        500,
        "系统出错了",
        "这是系统的问题，不是您的操作造成的。已记录本次错误，请稍后再试；已填写的内容都在网址里，刷新即可恢复。",
        # The database may be what is broken: ask it nothing for the header.
        menu=None,
    )


def damaged(request: HttpRequest) -> HttpResponse:
    """503: a stored file's bytes are gone or not its own."""
    return _error(
        request,
        503,
        "文件已损坏，暂时打不开",
        "这份文件的内容缺失，或与上传时登记的校验值不符，所以没有交给您。已通知系统管理员从备份恢复，恢复后即可打开；已提交的申报不受影响。",
    )


def too_many(request: HttpRequest) -> HttpResponse:
    """429: allauth's answer to a flood."""
    return _error(
        request,
        429,
        "操作太频繁",
        "短时间内操作太多次，为了安全先停一停。请15分钟后再试；您的账户没有被停用。",
    )


def stale_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 of Django's own: the form was opened before sign-in or sign-out elsewhere, or comes from another site."""
    return _error(
        request,
        403,
        "页面已过期",
        "您打开这个页面以后，在别处登录或退出过，为了安全没有提交。请返回上一页，刷新后再提交。",
    )
