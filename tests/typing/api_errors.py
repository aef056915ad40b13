"""Every exception, with the attributes that a user's program sees: read by type checkers, never run."""
# ruff: noqa: D103, T201 - never run; what a function shows is its body

from __future__ import annotations

from typing import assert_type

from twitchtrio import TwitchError, errors, helix


def one_tree() -> None:
    try:
        print()
    except errors.RateLimitedError as error:
        assert_type(error.reset, float | None)
    except (
        errors.BadRequestError,
        errors.UnauthorizedError,
        errors.ForbiddenError,
        errors.NotFoundError,
        errors.ConflictError,
        errors.ServerError,
    ) as error:
        print(error)
    except errors.HelixError as error:
        assert_type(error.status, int)
        assert_type(error.account, str | None)
        assert_type(error.as_app, bool)
    except errors.ConfigurationError as error:
        value_error: ValueError = error
        print(value_error)
    except errors.NetworkError as error:
        assert_type(error.sent, bool)
        assert_type(error.attempts, int)
    except errors.DecodeError as error:
        assert_type(error.path, str)
    except TwitchError as error:
        assert_type(error, TwitchError)
        assert_type([part.message_id for part in error.sent_parts], list[str])


def a_half_sent_text(error: TwitchError, parts: tuple[helix.SentMessage, ...]) -> None:
    error.sent_parts = parts


def a_refusal() -> errors.HelixError:
    return errors.HelixError.of(404, error="Not Found", message="there is none", method="GET", path="/users")


def signing_in() -> None:
    try:
        print()
    except errors.LoginRequiredError as error:
        assert_type(error.command, str)
        assert_type(error.accounts, tuple[str, ...])
    except errors.MissingScopeError as error:
        assert_type(error.scopes, tuple[str | tuple[str, ...], ...])
        assert_type(error.command, str)
    except errors.TokenRevokedError as error:
        assert_type(error.reason, str)
        assert_type(error.command, str)
    except (errors.DeviceFlowDeniedError, errors.DeviceFlowExpiredError) as error:
        print(error)
    except (errors.AuthorizationDeniedError, errors.RefreshFailedError, errors.StateMismatchError) as error:
        print(error)
    except errors.AuthError as error:
        assert_type(error.account, str | None)


def commands() -> None:
    try:
        print()
    except errors.UsageError as error:
        assert_type((error.problem, error.usage), tuple[str, str])
        assert_type((error.parameter, error.word), tuple[str | None, str | None])
    except errors.NotAllowedError as error:
        assert_type(error.permission.name, str)
    except errors.OnCooldownError as error:
        assert_type((error.remaining, error.cooldown.seconds), tuple[float, float])
    except errors.CommandError as error:
        assert_type(error.text, str)


def running() -> None:
    try:
        print()
    except errors.SubscriptionError as error:
        assert_type(error.condition, dict[str, str])
        assert_type(error.cost, int | None)
        assert_type(error.refused, tuple[errors.SubscriptionError, ...])
    except errors.SubscriptionRevokedError as error:
        assert_type(error.reason, str)
    except errors.SlowConsumerError as error:
        assert_type(error.dropped, int)
    except errors.MessageDroppedError as error:
        assert_type(error.code, str)
        assert_type(error.reason, str)
        assert_type(error.text, str)
    except (errors.EventSubError, errors.ChatError) as error:
        print(error)
    except errors.ServiceCrashedError as error:
        assert_type(error.service, str)
