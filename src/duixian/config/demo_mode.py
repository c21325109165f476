"""Whether this is a demo: never by accident where real cases are."""

from django.core.exceptions import ImproperlyConfigured

from duixian.config import env


def demo_mode(*, https: bool) -> bool:
    """DUIXIAN_DEMO=1 shows one-time codes on the page; behind HTTPS, where real cases would be, it must say `public`."""
    asked = env.text("DUIXIAN_DEMO", "").lower()
    if asked == "public":
        return True
    if env.flag("DUIXIAN_DEMO") and https:
        raise ImproperlyConfigured(
            "DUIXIAN_DEMO=1 会在登录页显示动态验证码，不能与 DUIXIAN_HTTPS=1 同用；"
            "确是对外演示的，请设 DUIXIAN_DEMO=public"
        )
    return env.flag("DUIXIAN_DEMO")
