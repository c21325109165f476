"""Error pages in Chinese: what happened, and the way out."""

from django.http import HttpRequest, HttpResponse

from duixian.web.page import Page, render


def _error(request: HttpRequest, status: int, title: str, explanation: str) -> HttpResponse:
    page = Page(title=title, column="提示", index=False)
    return render(
        request, "web/error.html", page, status=status, code=status, explanation=explanation
    )


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
    )
