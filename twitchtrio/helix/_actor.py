"""Who acts in a call."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from .._needs import Needed, firsts, lacking
from ..errors import ConfigurationError, LoginRequiredError, MissingScopeError
from ..protocols import TokenSource
from ..tokens import APP, Account, Actor, App, Extension
from ._endpoint import Actors, Endpoint

__all__ = ["account_of", "check_given", "checked_actor", "require_scopes", "who_acts"]


def checked_actor(actor: object) -> Actor:
    """`actor`, if it is one.

    Raises:
        ConfigurationError: It is something else, such as a login.
    """
    if isinstance(actor, Account | App | Extension):
        return actor
    raise ConfigurationError(
        "acting_as() takes an Account (bot.account, or one of bot.tokens.accounts()) or APP, or an Extension, "
        f"not {actor!r}."
    )


def who_acts(tokens: TokenSource, facts: Endpoint, *, override: Actor | None, asked: Sequence[str]) -> Actor | None:
    """Who makes a call; `None` where no token is sent.

    Args:
        tokens: Gives the accounts.
        facts: What the endpoint demands.
        override: Who acts by `acting_as()`, `None` for whoever fits.
        asked: What was given for the parameters of which one must be the token's user.

    Raises:
        ConfigurationError: The endpoint does not take a token of that kind, or not that user's.
        LoginRequiredError: There is no login of the one who would have to act.
        MissingScopeError: The login lacks the scope.
    """
    if facts.actors is Actors.NOBODY:
        return None
    if isinstance(override, Extension) or facts.actors is Actors.EXTENSION:
        return _extension(facts, override)
    if override is APP or (override is None and facts.actors is Actors.APP_ONLY):
        return _app(tokens, facts, asked)
    if facts.actors is Actors.APP_ONLY:
        raise ConfigurationError(f"{facts.name} takes the app's own token; {override} cannot call it.")
    account = _account(tokens, facts, override, asked)
    if account is None:
        return _app(tokens, facts, asked)
    require_scopes(tokens, account, facts.scopes, action=facts.name)
    return account


def check_given(facts: Endpoint, actor: Actor | None, given: Mapping[str, object]) -> None:
    """Refuse parameters that are not the actor's to give.

    Raises:
        ConfigurationError: A user gives what only the app can, or the app leaves out what it must give.
    """
    if actor is APP:
        missing = [name for name in facts.app_must if given.get(name) is None]
        if missing:
            raise ConfigurationError(f"{facts.name} as the app itself needs {' and '.join(missing)}.")
        return
    foreign = [name for name in facts.app_only if given.get(name) is not None]
    if foreign:
        raise ConfigurationError(
            f"{facts.name} takes {' and '.join(foreign)} from the app itself alone: helix.acting_as(APP)."
        )


def _extension(facts: Endpoint, override: Actor | None) -> Extension:
    if facts.actors is not Actors.EXTENSION:
        raise ConfigurationError(f"{facts.name} takes no extension's token; {override} cannot call it.")
    if not isinstance(override, Extension):
        raise ConfigurationError(f"{facts.name} takes an extension's own token: helix.acting_as(Extension(...)).")
    return override


def _app(tokens: TokenSource, facts: Endpoint, asked: Sequence[str]) -> Actor:
    if facts.actors is Actors.USER:
        raise ConfigurationError(f"{facts.name} takes a user's token; the app itself cannot call it.")
    if not tokens.has_app:
        raise ConfigurationError(
            f"{facts.name} would act as the app itself, which needs its secret: open with client_secret=."
        )
    for account in _done_for(tokens, facts, asked):
        require_scopes(tokens, account, (*facts.scopes, *facts.app_scopes), action=f"{facts.name} as the app")
    return APP


def _done_for(tokens: TokenSource, facts: Endpoint, asked: Sequence[str]) -> Iterable[Account]:
    """The accounts that the app itself acts for; what other users have granted is Twitch's to say."""
    if asked:
        return filter(None, map(tokens.account, asked))
    return [tokens.own] if facts.acts_as and facts.fills and tokens.own is not None else []


def _account(tokens: TokenSource, facts: Endpoint, override: Actor | None, asked: Sequence[str]) -> Account | None:
    if isinstance(override, Account):
        if asked and override.user_id not in asked:
            raise ConfigurationError(
                f"{facts.name}: {' or '.join(facts.acts_as)} must be that of the acting account {override}, "
                f"{override.user_id}, not {' or '.join(asked)}."
            )
        return account_of(tokens, override.user_id, facts.scopes, action=facts.name)
    if asked:
        user = next((each for each in asked if tokens.account(each) is not None), asked[0])
        return account_of(tokens, user, facts.scopes, action=facts.name)
    own = tokens.own
    if own is None and tokens.has_app and facts.actors is Actors.ANYONE:
        return None
    return own or account_of(tokens, None, facts.scopes, action=facts.name)


def account_of(
    tokens: TokenSource, user_id: str | None, scopes: Sequence[Needed], *, action: str, login: str | None = None
) -> Account:
    """The account of a user, or the bot's own.

    Args:
        tokens: Gives the accounts.
        user_id: The user; `None` for the bot's own account.
        scopes: What their login should grant, for the error.
        action: What is to be done, for the error.
        login: The user's login, if it is known, for the error.

    Raises:
        LoginRequiredError: There is none.
    """
    account = tokens.own if user_id is None else tokens.account(user_id)
    if account is not None:
        return account
    user = repr(login) if login else f"user {user_id}"
    whose = "an account of the bot's own, and there is none" if user_id is None else f"the login of {user}"
    raise LoginRequiredError(
        f"{action} needs {whose}.",
        account=login or user_id,
        scopes=firsts(scopes),
        accounts=[each.login for each in tokens.accounts()],
        client_id=tokens.client_id,
    )


def require_scopes(tokens: TokenSource, account: Account, scopes: Sequence[Needed], *, action: str) -> None:
    """Check that the account has granted the scopes.

    Raises:
        MissingScopeError: It lacks some; all of them are named.
    """
    missing = lacking(scopes, account.scopes)
    if missing:
        raise MissingScopeError(
            action=action,
            scopes=missing,
            account=account.login,
            granted=account.scopes,
            client_id=tokens.client_id,
        )
