import base64
import copy
import csv
import hmac
import inspect
import io
import json
import logging
import pickle
import sys
from urllib.parse import urlencode

import msgspec
import pytest
import rich
import rich.console
from attrs import asdict, evolve
from hypothesis import given, strategies as st

from twitchtrio.errors import ConfigurationError
from twitchtrio.tokens import (
    APP,
    Account,
    App,
    AppToken,
    AppTokenRefresh,
    Extension,
    Secret,
    TokenKind,
    UserToken,
    UserTokenRefresh,
)

TEXT = "x7secret7x"


def test_secret_is_not_shown():
    """No way of printing shows it."""
    secret = Secret(TEXT)

    for shown in (repr(secret), str(secret), f"{secret}", f"{secret!r}", f"{secret:>20}", "%s %r" % (secret, secret)):  # noqa: UP031 - each way of formatting
        assert TEXT not in shown
        assert "***" in shown


def test_secret_is_not_logged(caplog):
    """Neither does logging."""
    logging.getLogger("test").warning("%s %r", Secret(TEXT), {"token": Secret(TEXT)})

    assert TEXT not in caplog.text


@given(st.text(), st.text())
def test_secret_compares(text, other):
    """It compares and hashes like its text, which it reveals as a plain `str`."""
    secret = Secret(text)

    assert (text == other) == (secret == Secret(other))
    assert hash(secret) == hash(Secret(text))
    assert text == secret.reveal() == Secret(secret).reveal()
    assert str is type(secret.reveal())


USES = {
    "add": lambda secret: "Bearer " + secret,
    "extend": lambda secret: secret + "",
    "join": lambda secret: "".join([secret]),  # noqa: FLY002 - what is tried
    "slice": lambda secret: secret[:4],
    "iterate": iter,
    "lower": lambda secret: secret.lower(),
    "encode": lambda secret: secret.encode(),
    "json": json.dumps,
    "msgspec": msgspec.json.encode,
    "pickle": pickle.dumps,
    "state": lambda secret: secret.__getstate__(),
    "write": lambda secret: io.StringIO().write(secret),
    "vars": vars,
}


@pytest.mark.parametrize("use", USES.values(), ids=USES)
def test_secret_is_no_text(use):
    """What takes a text refuses it, and does not show it either."""
    with pytest.raises((TypeError, AttributeError)) as raised:
        use(Secret(TEXT))

    assert TEXT not in str(raised.value)


def test_secret_in_what_writes_anything():
    """What turns everything into text writes asterisks."""
    rows, rich_text = io.StringIO(), io.StringIO()
    token = UserToken(access_token=TEXT)
    csv.writer(rows).writerow([Secret(TEXT)])
    console = rich.console.Console(file=rich_text)
    console.print(Secret(TEXT), token, asdict(token))
    rich.inspect(Secret(TEXT), console=console, private=True)
    members = repr(inspect.getmembers(Secret(TEXT)))

    for shown in (
        rows.getvalue(),
        rich_text.getvalue(),
        members,
        repr(asdict(token)),
        urlencode({"token": Secret(TEXT)}),
    ):
        assert TEXT not in shown


def test_secret_is_copied():
    """A copy hides the same text."""
    assert Secret(TEXT) == copy.copy(Secret(TEXT)) == copy.deepcopy(Secret(TEXT))
    assert UserToken(access_token=TEXT) == copy.deepcopy(UserToken(access_token=TEXT))


def test_user_token_from_two_texts():
    """Access and refresh token are enough; what is not known is None."""
    token = UserToken(access_token="access", refresh_token="refresh")

    assert (Secret("access"), Secret("refresh")) == (token.access_token, token.refresh_token)
    assert token.refreshable
    assert {None} == {
        token.kind,
        token.scopes,
        token.user_id,
        token.login,
        token.expires_in,
        token.expires_at,
        token.raw,
    }
    assert not UserToken(access_token="access").refreshable


@pytest.mark.parametrize(
    "text", ["", " a", "a ", "a b", "a\nb", "a\r\nX-Evil: 1", "tökén", "a\x00", "a\tb", "oauth:abc"]
)
def test_text_that_is_no_token(text):
    """What could not stand in a header is refused, without being shown."""
    for make in (lambda: UserToken(access_token=text), lambda: AppToken(access_token=text)):
        with pytest.raises(ConfigurationError) as caught:
            make()
        assert not text or repr(text) not in str(caught.value)


@pytest.mark.parametrize(
    ("given", "scopes"),
    [
        (None, None),
        ((), set()),
        (["user:bot", "user:bot"], {"user:bot"}),
        ("user:bot", {"user:bot"}),
        ("user:bot channel:bot", {"user:bot", "channel:bot"}),
    ],
)
def test_scopes(given, scopes):
    """Scopes may be given one by one or as Twitch writes them: with spaces between."""
    assert scopes == UserToken(access_token="a", scopes=given).scopes


def test_tokens_show_no_secret():
    """Neither tokens nor a refresh show a secret, nor anything of Twitch's raw reply in them."""
    raw = {"access_token": Secret(TEXT), "refresh_token": Secret(TEXT), "more": "x7unseen7x"}
    user = UserToken(access_token=TEXT, refresh_token=TEXT, raw=raw)
    app = AppToken(access_token=TEXT, raw=raw)
    account = Account(user_id="1", login="bot", scopes=frozenset())
    refreshes = [UserTokenRefresh(account=account, old=user, new=user), AppTokenRefresh(old=None, new=app)]

    shown = f"{user} {app} {refreshes} {user!r} {app!r} {[*map(str, refreshes)]}"
    assert TEXT not in shown
    assert "x7unseen7x" not in shown


def test_raw_reply_is_no_part_of_equality():
    """Two tokens are equal whatever reply they came in."""
    token = UserToken(access_token="a", raw={"a": 1})

    assert evolve(token, raw=None) == token


def test_with_user():
    """Validation fills in whose token it is and what it may do."""
    token = UserToken(access_token="a").with_user(user_id="1", login="me", scopes=["user:bot"])

    assert ("1", "me", {"user:bot"}) == (token.user_id, token.login, token.scopes)


def test_app_token():
    """An app token cannot be refreshed."""
    token = AppToken(access_token="a")

    assert (TokenKind.APP, False) == (token.kind, token.refreshable)


def test_account():
    """Two accounts are equal if the user is the same; printed, an account is its login."""
    old = Account(user_id="1", login="old", scopes=frozenset())
    new = Account(user_id="1", login="new", scopes=frozenset({"user:bot"}))

    assert old == new
    assert 1 == len({old, new})
    assert "new" == str(new)
    assert old != Account(user_id="2", login="old", scopes=frozenset())


def test_app():
    """The app as an actor is one value, which prints as its name."""
    assert App.APP is APP
    assert "APP" == repr(APP)


def test_secret_of_a_secret() -> None:
    """A secret made of a secret is that secret."""
    assert Secret(Secret("abc")).reveal() == "abc"


def test_extension():
    """An extension signs JSON Web Tokens with its secret, which must be Base64 and is never shown."""
    key = b"thirty-two bytes of a key of mine"
    extension = Extension(client_id="ext", secret=base64.b64encode(key).decode(), owner_user_id="9")
    head, claims, signature = extension.sign({"exp": 1}).reveal().split(".")

    def plain(part):
        return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))

    assert {"alg": "HS256", "typ": "JWT"} == json.loads(plain(head))
    assert {"exp": 1, "user_id": "9", "role": "external"} == json.loads(plain(claims))
    assert hmac.digest(key, f"{head}.{claims}".encode(), "sha256") == plain(signature)
    assert "key" not in repr(extension)
    with pytest.raises(ConfigurationError, match="the extension ext cannot sign its token"):
        extension.sign({"exp": object()})
    with pytest.raises(ConfigurationError, match="is Base64 text, as the developer console shows it"):
        Extension(client_id="ext", secret="no-base64!", owner_user_id="9")


def test_extension_without_pyjwt(monkeypatch):
    """What is missing is named, with what installs it."""
    extension = Extension(client_id="ext", secret="c2VjcmV0", owner_user_id="9")
    monkeypatch.setitem(sys.modules, "jwt", None)

    with pytest.raises(ConfigurationError, match=r"pip install 'twitchtrio\[extensions\]'"):
        extension.sign({})
