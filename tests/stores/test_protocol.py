"""What every store promises."""

from __future__ import annotations

import trio
from hypothesis import HealthCheck, given, settings, strategies as st

from tests.proofs import times
from twitchtrio.stores import Lease, MemoryStore, Record, SQLiteStore, Store


async def test_what_was_written_is_read(store):
    """A record comes back as it was written, under its name, with the version that the write gave."""
    version = await store.write("a/1", b"\x00\xff value")

    assert (Record(name="a/1", value=b"\x00\xff value", version=version),) == await store.read("a/1")


async def test_nothing_is_read_from_an_empty_store(store):
    """An unknown name has no record."""
    assert () == await store.read("")


async def test_records_are_read_by_prefix_in_order(store):
    """All names that begin so, in their order, and no others: signs that mean something to a database mean nothing."""
    names = ["b", "a/2", "a/10", "a", "a%", "a_x", "A/1", "ä/1", "a*", "a\0b", "a\0c", "\0"]
    for name in names:
        await store.write(name, name.encode())
    await store.hold(names, owner="a", seconds=60)

    for prefix in ("", "a", "a/", "a%", "a_", "A", "ä", "a*", "c", "a\0", "a\0b", "\0"):
        wanted = sorted(name for name in names if name.startswith(prefix))
        assert wanted == [record.name for record in await store.read(prefix)]
        assert wanted == [lease.name for lease in await store.leases(prefix)]


async def test_versions_grow(store):
    """Each change of a name has a greater version, also when it was deleted in between."""
    first = await store.write("x", b"1")
    second = await store.write("x", b"1")
    assert 0 == await store.write("x", None)
    third = await store.write("x", b"1")

    assert 0 < first < second < third


async def test_a_write_compares_first(store):
    """Of two writes that expect the same version, the second changes nothing."""
    version = await store.write("x", b"1")

    assert await store.write("x", b"2", expected=version) is not None
    assert await store.write("x", b"3", expected=version) is None
    assert await store.write("x", None, expected=version) is None
    assert [b"2"] == [record.value for record in await store.read("x")]


async def test_a_write_that_expects_nothing(store):
    """A record can be made where there must be none; deleting what is not there is no error."""
    assert await store.write("x", b"1", expected=0) is not None
    assert await store.write("x", b"2", expected=0) is None
    assert await store.write("y", b"2", expected=1) is None
    assert 0 == await store.write("y", None)
    assert 0 == await store.write("y", None, expected=0)
    assert [b"1"] == [record.value for record in await store.read("")]


async def test_one_owner_at_a_time_has_a_lease(store):
    """A lease is refused to others until it is given back, and is renewed by its owner."""
    assert ("a", 1) == held(await store.hold(["x"], owner="a", seconds=60, data=b"of a"))
    assert ("a", 1) == held(await store.hold(["x"], owner="b", seconds=60, data=b"of b"))
    assert ("a", 1) == held(await store.hold(["x"], owner="a", seconds=60))
    await store.release(["x"], owner="b")
    assert ("a", 1) == held(await store.hold(["x"], owner="b", seconds=60))
    await store.release(["x"], owner="a")
    assert ("b", 2) == held(await store.hold(["x"], owner="b", seconds=60))


async def test_a_lease_tells_of_its_owner(store):
    """Whoever asks sees whose it is, for how long, and what the owner wants known."""
    await store.hold(["x"], owner="a", seconds=60, data=b"address")

    for lease in ((await store.hold(["x"], owner="b", seconds=5))["x"], *await store.leases("x")):
        assert ("x", "a", 1, b"address") == (lease.name, lease.owner, lease.fence, lease.data)
        assert 50 < lease.remaining <= 60


async def test_several_leases_at_once(store):
    """Of those asked for, the free ones are taken and the others are shown."""
    await store.hold(["y"], owner="a", seconds=60)

    got = await store.hold(["x", "y", "z"], owner="b", seconds=60)

    assert {"x": "b", "y": "a", "z": "b"} == {name: lease.owner for name, lease in got.items()}
    assert ["x", "y", "z"] == [lease.name for lease in await store.leases("")]
    await store.release(["x", "y", "z"], owner="b")
    assert ["y"] == [lease.name for lease in await store.leases("")]


async def test_a_lease_is_taken_by_its_fence(store):
    """Who knows the fence can take a lease away, once: it grows, so that two cannot take the same."""
    await store.hold(["x"], owner="a", seconds=60)

    assert ("b", 2) == held(await store.hold(["x"], owner="b", seconds=60, take={"x": 1}))
    assert ("b", 2) == held(await store.hold(["x"], owner="c", seconds=60, take={"x": 1}))
    assert ("b", 2) == held(await store.hold(["x"], owner="c", seconds=60, take={"y": 2}))


async def test_records_and_leases_of_a_name_are_apart(store):
    """A lease needs no record, and neither changes the other."""
    await store.hold(["x"], owner="a", seconds=60)
    assert () == await store.read("")

    await store.write("x", b"1")
    await store.write("x", None)
    assert ["x"] == [lease.name for lease in await store.leases("")]


async def test_every_call_is_a_checkpoint(store):
    """Cancelled before it began, a call does nothing."""
    version = await store.write("x", b"1")
    calls = [
        lambda: store.read(""),
        lambda: store.write("x", b"2"),
        lambda: store.write("x", None),
        lambda: store.hold(["x"], owner="a", seconds=60),
        lambda: store.leases(""),
        lambda: store.release(["x"], owner="a"),
    ]

    for call in calls:
        with trio.CancelScope() as scope:
            scope.cancel()
            await call()
        assert scope.cancelled_caught

    assert (Record(name="x", value=b"1", version=version),) == await store.read("")
    assert () == await store.leases("")


async def test_many_tasks_at_once(store):
    """Of writers that each count one up, none overwrites another."""
    await store.write("x", b"0")

    async def count():
        while True:
            (record,) = await store.read("x")
            if await store.write("x", str(int(record.value) + 1).encode(), expected=record.version) is not None:
                return

    async with trio.open_nursery() as nursery:
        for _ in range(10):
            nursery.start_soon(count)

    assert [b"10"] == [record.value for record in await store.read("x")]


async def test_values_are_not_shown(store):
    """What is kept may be secret."""
    await store.write("x", b"hunter2")
    await store.hold(["x"], owner="a", seconds=60, data=b"hunter2")

    assert "hunter2" not in repr([store, await store.read(""), await store.leases("")])


NAMES = st.sampled_from(["a", "a/b", "b"])
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("write"), NAMES, st.none() | st.binary(max_size=3), st.sampled_from(["any", "none", "now"])),
        st.tuples(st.just("hold"), st.lists(NAMES, unique=True), st.sampled_from("xy"), st.booleans()),
        st.tuples(st.just("release"), st.lists(NAMES, unique=True), st.sampled_from("xy")),
    ),
    max_size=20,
)


@given(steps=STEPS)
@settings(max_examples=times(20), suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_all_stores_agree(tmp_path_factory, steps):
    """Whatever is done to both, memory and file answer the same and hold the same."""

    async def do(store: Store, verb, *terms):
        match verb:
            case "write":
                name, value, expected = terms
                version = next((record.version for record in await store.read(name) if record.name == name), 0)
                return await store.write(name, value, expected={"any": None, "none": 0, "now": version}[expected])
            case "hold":
                names, owner, takes = terms
                take = {lease.name: lease.fence for lease in await store.leases("")} if takes else {}
                return untimed((await store.hold(names, owner=owner, seconds=60, data=b"", take=take)).values())
            case _:
                names, owner = terms
                return await store.release(names, owner=owner)

    async def main():
        memory, file = MemoryStore(), SQLiteStore(tmp_path_factory.mktemp("agree") / "tokens.sqlite3")
        async with file.opened():
            for step in steps:
                assert await do(memory, *step) == await do(file, *step)
                assert await memory.read("") == await file.read("")
                assert untimed(await memory.leases("")) == untimed(await file.leases(""))

    trio.run(main)


def held(leases):
    """Owner and fence of the lease that was asked for."""
    (lease,) = leases.values()
    return lease.owner, lease.fence


def untimed(leases: list[Lease]):
    """Leases without their times."""
    return [(lease.name, lease.owner, lease.fence, lease.data) for lease in leases]
