"""Events of users and their authorizations."""

from __future__ import annotations

from tests.eventsub.frames import notification
from twitchtrio.eventsub.envelope import decode_message
from twitchtrio.eventsub.events import UserUpdate, UserWhisperMessage

WHISPER = {
    "from_user_id": "1",
    "from_user_login": "parrot",
    "from_user_name": "Parrot",
    "to_user_id": "2",
    "to_user_login": "bot",
    "to_user_name": "Bot",
    "whisper_id": "abc",
    "whisper": {"text": "psst"},
}


def test_whisper():
    """A whisper has a text, two users and an id of its own."""
    event = decode_message(notification(WHISPER, type="user.whisper.message")).event

    assert ("psst", "abc", "parrot", "bot") == (event.text, event.identity, event.from_user.login, event.to_user.login)


def test_acting_account():
    """Both are of the acting account if no other is named; who is named has to act, even where no scope is needed."""
    assert ("user_id", "user_id") == (UserUpdate.where().open_key, UserWhisperMessage.where().open_key)
    assert "2" == UserUpdate.where(user_id="2").granted_by


def test_gone():
    """A user who is gone has neither login nor name, and is still named."""
    revoked = {"client_id": "abc", "user_id": "1", "user_login": None, "user_name": None}
    event = decode_message(notification(revoked, type="user.authorization.revoke")).event

    assert (None, None) == (event.user_login, event.user_name)
    assert ("1", "", "") == (event.user.user_id, event.user.login, event.user.display_name)
