"""What every store promises."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
import trio
from attrs import evolve
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from twitchtrio.stores import MemoryStore, SQLiteStore, StoredToken, TokenKey, TokenStore
from twitchtrio.tokens import UserToken

BEGUN = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)


@pytest.fixture(params=["memory", "sqlite"])
def store(request, tmp_path) -> TokenStore:
    """Each kind of store, empty."""
    return MemoryStore() if request.param == "memory" else SQLiteStore(tmp_path / "tokens.sqlite3")


async def test_what_was_saved_is_loaded(store, key, make_token):
    """A row comes back as it was saved, but for what only Twitch's last answer said."""
    token = make_token(expires_at=BEGUN)

    saved = await store.save(key, token)

    assert StoredToken(key=key, token=token) == saved
    assert saved == await store.load(key)


async def test_a_sparse_token_is_loaded(store, make_key):
    """A token of which nothing is known but its text is kept as it is."""
    key, token = make_key("seed:abc"), UserToken(access_token="bare")

    await store.save(key, token)

    assert StoredToken(key=key, token=token) == await store.load(key)


async def test_nothing_is_loaded_from_an_empty_store(store, key):
    """An unknown user has no row."""
    assert await store.load(key) is None


async def test_rows_of_other_apps_and_services_stay_apart(store, make_key, make_token):
    """Neither another app nor another OAuth address sees a row."""
    await store.save(make_key(), make_token())

    assert await store.load(make_key(client_id="other")) is None
    assert await store.load(make_key(oauth="https://id.twitch.tv/oauth2")) is None
    assert () == await store.rows(oauth=make_key().oauth, client_id="other")


async def test_rows_are_listed_by_login(store, make_key, make_token):
    """All users of an app are listed in the order of their logins, and tokens of nobody are not."""
    for user_id, login in (("1", "zoe"), ("2", "adam"), ("seed:x", None)):
        await store.save(make_key(user_id), make_token(user_id, user_id=user_id if login else None, login=login))

    rows = await store.rows(oauth=make_key().oauth, client_id="app")

    assert ["adam", "zoe"] == [row.token.login for row in rows]


async def test_a_swap_compares_first(store, key, make_token):
    """Of two swaps of the same row, the second changes nothing."""
    row = await store.save(key, make_token(1))

    first = await store.swap(row, make_token(2))
    second = await store.swap(row, make_token(3))

    assert first is not None
    assert second is None
    assert first == await store.load(key)


async def test_a_swap_compares_tokens_without_refresh_token(store, key, make_token):
    """A pair whose refresh token is missing is a pair like any other."""
    row = await store.save(key, make_token(1, refresh_token=None))

    assert await store.swap(row, make_token(2)) is not None


async def test_nothing_is_swapped_for_a_removed_row(store, key, make_token):
    """A removed login does not come back by a refresh that was under way."""
    row = await store.save(key, make_token())
    await store.remove(key)

    assert await store.swap(row, make_token(2)) is None
    assert await store.load(key) is None


async def test_removing_twice_is_fine(store, key, make_token):
    """Removing nothing is no error."""
    await store.save(key, make_token())

    await store.remove(key)
    await store.remove(key)

    assert await store.load(key) is None


async def test_a_mark_stays_until_it_is_cleared(store, key, make_token):
    """A mark is loaded with its row, and can be taken back."""
    row = await store.save(key, make_token())

    assert await store.mark(row, BEGUN)
    assert evolve(row, refresh_begun=BEGUN) == await store.load(key)
    assert await store.mark(row, None)
    assert row == await store.load(key)


async def test_a_mark_compares_first(store, key, make_token):
    """A mark for a pair that is no longer there changes nothing."""
    old = await store.save(key, make_token(1))
    new = await store.save(key, make_token(2))

    assert not await store.mark(old, BEGUN)
    assert new == await store.load(key)


@pytest.mark.parametrize("how", ["swap", "save"])
async def test_a_new_pair_ends_mark_and_lease(store, key, make_token, how):
    """What was begun with the old pair does not concern the new one."""
    row = await store.save(key, make_token(1))
    await store.lease(key, owner="a", seconds=60)
    await store.mark(row, BEGUN)

    new = await (store.swap(row, make_token(2)) if how == "swap" else store.save(key, make_token(2)))

    assert new == await store.lease(key, owner="b", seconds=60)


async def test_one_owner_at_a_time_has_the_lease(store, key, make_token):
    """A lease is refused to others until it is given back, and can be taken again by its owner."""
    row = await store.save(key, make_token())

    assert row == await store.lease(key, owner="a", seconds=60)
    assert await store.lease(key, owner="b", seconds=60) is None
    assert row == await store.lease(key, owner="a", seconds=60)
    await store.release(key, owner="b")
    assert await store.lease(key, owner="b", seconds=60) is None
    await store.release(key, owner="a")
    assert row == await store.lease(key, owner="b", seconds=60)


async def test_there_is_no_lease_without_a_row(store, key):
    """The right to refresh nothing cannot be had."""
    assert await store.lease(key, owner="a", seconds=60) is None


async def test_a_seed_leads_to_its_user(store, key, make_token):
    """A seed is known for its own app once its login is saved, and stays known when the login goes."""
    await store.save(key, make_token(), seed="digest")
    await store.remove(key)

    assert await store.seed_user("digest", oauth=key.oauth, client_id="app") == "1"
    assert await store.seed_user("digest", oauth=key.oauth, client_id="other") is None
    assert await store.seed_user("another", oauth=key.oauth, client_id="app") is None


async def test_every_call_is_a_checkpoint(store, key, make_token):
    """Cancelled before it began, a call does nothing."""
    row = await store.save(key, make_token(1))
    calls = [
        lambda: store.load(key),
        lambda: store.rows(oauth=key.oauth, client_id="app"),
        lambda: store.save(key, make_token(2)),
        lambda: store.swap(row, make_token(2)),
        lambda: store.mark(row, BEGUN),
        lambda: store.lease(key, owner="a", seconds=60),
        lambda: store.release(key, owner="a"),
        lambda: store.remove(key),
        lambda: store.seed_user("digest", oauth=key.oauth, client_id="app"),
    ]

    for call in calls:
        with trio.CancelScope() as scope:
            scope.cancel()
            await call()
        assert scope.cancelled_caught

    assert row == await store.load(key)


steps = st.lists(
    st.tuples(st.sampled_from(["swap", "stale swap", "save", "remove"]), st.integers(min_value=0, max_value=5)),
    max_size=12,
)


@given(steps=steps)
@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_both_stores_agree(tmp_path_factory, steps):
    """Whatever is done to both, memory and file hold the same."""
    stores = MemoryStore(), SQLiteStore(tmp_path_factory.mktemp("agree") / "tokens.sqlite3")
    key = TokenKey(oauth="http://127.0.0.1", client_id="app", user_id="1")

    def token(number: int) -> UserToken:
        return UserToken(access_token=f"a{number}", refresh_token=f"r{number % 2}", user_id="1", login="x")

    async def do(store: TokenStore, verb: str, number: int) -> object:
        now, other = await store.load(key), StoredToken(key=key, token=token(number + 1))
        match verb:
            case "save":
                return await store.save(key, token(number))
            case "remove":
                return await store.remove(key)
            case "swap":
                return now and await store.swap(now, token(number))
            case _:
                return await store.swap(other, token(number))

    async def main() -> None:
        for verb, number in steps:
            memory, file = [await do(store, verb, number) for store in stores]
            assert memory == file
            assert await stores[0].load(key) == await stores[1].load(key)

    trio.run(main)
