"""One's own account (allauth's pages), and the API."""

from duixian.api.shapes import EXAMPLE
from tests.access.bodies.body import SELF, Body, keeps_nothing, refused
from tests.access.world import PASSWORD

PASSWORDS = {"password1": "Pu-Tuo.2026!neu", "password2": "Pu-Tuo.2026!neu"}
NO_CODE, NO_KEY = "这个账号没有绑定动态验证码", "没有真的安全密钥"
CODE, KEY = {"code": "000000"}, {"name": "钥匙", "credential": "{}"}

ACCOUNT: dict[str, Body] = {
    "/account/second-factor/": keeps_nothing("转到账户页"),
    "mfa_index": keeps_nothing("转到账户页"),
    "account_login": keeps_nothing("只开会话", page=SELF, typed=lambda world, thing: {
        "login": world.account("newcomer").username, "password": PASSWORD,
    }),
    "account_logout": keeps_nothing("只结束会话"),
    "account_signup": Body(page=SELF, typed={
        "name": "新注册", "username": "signedup", "email": "signedup@example.cn", **PASSWORDS,
    }),
    "account_reauthenticate": Body(page=SELF, typed={"password": PASSWORD}),
    "account_email": Body(page=SELF, typed={"action_add": "", "email": "other@example.cn"}),
    "account_change_password": Body(page=SELF, typed={"oldpassword": PASSWORD, **PASSWORDS}),
    "account_set_password": refused("有密码的账号转到修改密码", typed=PASSWORDS),
    "account_reset_password": Body(page=SELF, typed=lambda world, thing: {"email": world.account("newcomer").email}),
    "account_reset_password_from_key": refused("链接是编造的", typed=PASSWORDS),
    "mfa_authenticate": refused(NO_CODE, typed=CODE),
    "mfa_reauthenticate": refused(NO_CODE, typed=CODE),
    "mfa_activate_totp": refused("验证码要由手机算出", page=SELF, typed=CODE),
    "mfa_generate_recovery_codes": refused(NO_CODE),
    "mfa_add_webauthn": refused(NO_KEY, typed=KEY),
    "mfa_reauthenticate_webauthn": refused(NO_KEY, typed=KEY),
    "mfa_login_webauthn": refused(NO_KEY, typed=KEY),
    "usersessions_list": keeps_nothing("只结束其他会话"),
    "socialaccount_connections": refused("没有启用单点登录", typed={"account": "1"}),
}  # fmt: skip

API: dict[str, Body] = {
    "api:openapi-json": keeps_nothing("只读"),
    "api:assess": keeps_nothing("测算不保存", json=True, typed=EXAMPLE),
}  # fmt: skip

FORMS = {**ACCOUNT, **API}
