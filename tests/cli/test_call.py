"""`twitchtrio call`."""

import io
import json

import click
import pytest
from click.shell_completion import ShellComplete
from click.testing import CliRunner

from twitchtrio.cli._answers import show_lines, show_table
from twitchtrio.cli._calls import CATEGORIES, calls_of, find_call, value_of
from twitchtrio.cli._group import _group
from twitchtrio.cli.call import command
from twitchtrio.helix import ComponentSlot, NewPollChoice, ProductCost, StreamKey
from twitchtrio.tokens import Secret

CALLS = [call for category in CATEGORIES for call in calls_of(category)]
SCOPES = ("moderator:read:followers", "channel:manage:polls", "channel:read:stream_key", "user:manage:chat_color")
POLL = ("create_poll", "--title", "A?", "--choices", "yes")
OTHERS = {"client_id", "confidential", "store", "fake", "as", "json", "limit", "body", "list", "show_secrets", "help"}


@pytest.fixture
def call(server, twitchtrio, login):
    """Makes a call at the served fake as parrot: the exit code, the lines of its output, its errors."""
    login("parrot", "--scopes", " ".join(SCOPES))

    def call(*words, raw=False):
        code, out, err = twitchtrio("call", *words, "--fake", server.url)
        return code, out if raw else [json.loads(line) for line in out.splitlines()], err

    return call


def test_looked_up(call):
    """An item is a line of JSON."""
    code, users, _ = call("users.get_users", "--login", "mira", "--login", "tinkershop")

    assert (0, ["mira", "tinkershop"]) == (code, sorted(user["login"] for user in users))


def test_by_its_last_name_and_a_login(call, server):
    """The category may be left out, and a login is as good as an id."""
    server.do(server.fake.follow, "mira", "parrot")
    code, followers, _ = call("get_channel_followers", "--broadcaster_id", "parrot")

    assert (0, ["mira"]) == (code, [each["user_login"] for each in followers])


def test_nobody(call):
    """A login of nobody is told."""
    code, out, err = call("get_channel_followers", "--broadcaster-id", "nobody_at_all")

    assert (1, []) == (code, out)
    assert "nobody_at_all" in err


def test_pages(call, server):
    """All pages, the progress on stderr; or as many items as wanted."""
    for number in range(5):
        server.do(server.fake.add_user, f"fan{number}")
        server.do(server.fake.follow, f"fan{number}", "parrot")
    code, followers, err = call("get_channel_followers", "--broadcaster-id", "parrot", "--first", "2")

    assert (0, 5) == (code, len(followers))
    assert "2 of 5 ...\n4 of 5 ...\n" in err
    _, some, err = call("get_channel_followers", "--broadcaster-id", "parrot", "--first", "2", "--limit", "3")
    assert 3 == len(some)
    assert "4 of 5" not in err


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("{", "should be a JSON object of parameters"),
        ("[]", "should be a JSON object of parameters"),
        ('{"color": "red"}', "polls.create_poll has no color; it has broadcaster_id"),
        ('{"choices": [{"title": {}}]}', "choices[0].title takes"),
        ('{"choices": "yes"}', "choices takes a JSON list, not 'yes'"),
        ('{"choices": [{"name": "yes"}]}', "choices[0] has no name; it has title"),
    ],
)
def test_odd_body(text, told, call, tmp_path):
    """What a file says is refused with what would do."""
    file = tmp_path / "poll.json"
    file.write_text(text)

    code, out, err = call("create_poll", "--body", f"@{file}")

    assert (2, []) == (code, out)
    assert told in err


def test_typed_body(call, monkeypatch):
    """What is typed is as good as a file."""
    monkeypatch.setattr("sys.stdin", io.StringIO('{"login": ["mira"]}'))

    assert ["mira"] == [user["login"] for user in call("get_users", "--body", "@-")[1]]


def test_body(call, server, tmp_path):
    """Parameters in a file, those on the command line before them."""
    file = tmp_path / "poll.json"
    file.write_text(json.dumps({"title": "A?", "choices": [{"title": "yes"}, {"title": "no"}], "duration": 60}))

    code, (poll,), _ = call("create_poll", "--body", f"@{file}", "--title", "B?")

    assert (0, "B?", 60, ["yes", "no"]) == (
        code,
        poll["title"],
        poll["duration"],
        [choice["title"] for choice in poll["choices"]],
    )


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["get_user"], "There is no call 'get_user'. Did you mean get_users"),
        (["users.get_users", "--limit", "0"], "0 is not in the range"),
        (["create_poll", "--title", "A?"], "create_poll needs choices and duration"),
        (["create_poll", "--body", "{}", "--title", "A?"], "--body takes a file with a JSON object"),
        (["create_poll", "--body", "@/no/such/file"], "No such file"),
        (["create_poll", "--title", "A?", "--duration", "long", "--choices", "a"], "--duration takes a whole number"),
        ([*POLL, "--duration", "60"], "choices has 1 items; the least is 2"),
        ([*POLL, "--choices", "no", "--duration", "5"], "duration is 5; the least is 15"),
        (["update_user_extensions", "--panel", "x"], "--panel takes JSON, and 'x' is none"),
        (["update_user_extensions", "--panel", "5"], "panel takes a JSON object, not 5"),
        (["update_user_extensions", "--panel", '{"1": {"x": 1}}'], "panel.1 has no x; it has active"),
        (["update_user_extensions", "--panel", '{"1": {}}'], "panel.1: "),
        (["update_conduit_shards", "--conduit-id", "c", "--shards", "[]"], "No such option"),
        (["get_users", "--as", "app"], "a confidential app: its --client-id, and --confidential"),
        (["get_videos"], "takes exactly one of"),
        (["get_videos", "--started-at", "x"], "No such option"),
        (["get_bits_leaderboard", "--started-at", "yesterday"], "--started-at takes a time such as"),
        (["get_extensions", "--extension-id", "x"], "takes an extension's own token"),
    ],
)
def test_mistake(words, told, call):
    """What was given is refused with what would do, before Twitch is asked."""
    code, out, err = call(*words)

    assert (2, []) == (code, out)
    assert told in err


def test_refused(call):
    """What Twitch refuses, or nobody has granted, is told in a line."""
    code, out, err = call("get_ad_schedule")

    assert (1, []) == (code, out)
    assert "channel:read:ads" in err


def test_who_acts(server, twitchtrio, login, monkeypatch):
    """One of several who have signed in, or the app."""
    login("parrot")
    login("mira")
    code, out, _ = twitchtrio("call", "get_users", "--as", "mira", "--fake", server.url)

    assert (0, "mira") == (code, json.loads(out)["login"])
    monkeypatch.setattr(click, "prompt", lambda *_, **__: "fake-client-secret")
    server.do(server.fake.add_app, "confidential", "fake-client-secret")
    app = ("--as", "app", "--client-id", "confidential", "--confidential")
    code, out, _ = twitchtrio("call", "get_users", "--login", "mira", *app, "--fake", server.url)
    assert (0, "mira") == (code, json.loads(out)["login"])


def test_secrets(call, capfd):
    """They are shown to who asks for them."""
    _, (key,), _ = call("get_stream_key")
    assert "(secret; --show-secrets shows it)" == key["stream_key"]

    shown = [StreamKey(stream_key=Secret("key"))]
    show_lines(shown, secrets=True)
    show_table(shown, secrets=True)
    assert ['{"stream_key":"key"}', "stream_key  key"] == [
        each.rstrip() for each in capfd.readouterr().out.splitlines()
    ]
    show_table(shown, secrets=False)
    assert "--show-secrets" in capfd.readouterr().out


def test_nothing_answered(call):
    """Where Twitch answers nothing, that is said on stderr."""
    code, out, err = call("update_user_chat_color", "--user-id", "parrot", "--color", "blue")

    assert (0, [], "Done.\n") == (code, out, err)


def test_text_answered(call):
    """A text is put out as it is."""
    code, out, _ = call("get_channel_icalendar", "--broadcaster-id", "parrot", raw=True)

    assert (0, "BEGIN:VCALENDAR") == (code, out.splitlines()[0])


def test_list(twitchtrio):
    """All calls with what they do, or those of a category."""
    code, out, _ = twitchtrio("call", "--list")
    _, polls, _ = twitchtrio("call", "--list", "polls")

    assert (0, len(CALLS)) == (code, len(out.splitlines()))
    code, _, err = twitchtrio("call", "--list", "people")
    assert 2 == code
    assert "there is no 'people'; there are ads" in err
    assert ["polls.get_polls", "polls.create_poll", "polls.end_poll"] == [
        line.split()[0] for line in polls.splitlines()
    ]


def test_help(twitchtrio):
    """Help says what the reference says: parameters, their values and bounds, which are required."""
    code, out, _ = twitchtrio("call", "create_poll", "--help")

    assert 0 == code
    assert "--duration NUMBER" in out
    assert "15 to 1800. [required]" in " ".join(out.split())
    assert "channel:manage:polls" in out
    _, out, _ = twitchtrio("call", "get_bits_leaderboard", "--help")
    assert "--period day|week|month|year|all" in out
    _, out, _ = twitchtrio("call", "--help")
    assert "ads, analytics, bits" in out


def test_every_call():
    """Each is a command whose options are its parameters, and has help; none hides another option."""
    for call in CALLS:
        shown = CliRunner().invoke(command, [call.name, "--help"])

        assert 0 == shown.exit_code, shown.output
        assert call == find_call(call.name) == find_call(call.name.partition(".")[2])
        assert not OTHERS & {each.name for each in call.parameters}
        for each in call.parameters:
            assert each.holds_secret or f"--{each.name.replace('_', '-')}" in shown.output


def test_completion():
    """Words that the reference names are completed."""
    (period,) = [each for each in find_call("get_bits_leaderboard").parameters if each.name == "period"]

    assert ["month"] == [item.value for item in period.option().shell_complete(None, "mo")]


@pytest.mark.parametrize(
    ("begun", "completed"),
    [
        ("users.get_us", ["get_users", "get_user_block_list", "get_user_extensions", "get_user_active_extensions"]),
        ("get_vid", ["get_videos"]),
        ("videos.get", ["get_videos"]),
        ("nothing", []),
    ],
)
def test_completed_calls(begun, completed):
    """Calls are completed with their category and without."""
    found = ShellComplete(_group, {}, "twitchtrio", "_TWITCHTRIO_COMPLETE").get_completions(["call"], begun)

    assert completed == [item.value.rpartition(".")[2] for item in found]
    assert all(item.value.startswith(begun) for item in found)


@pytest.mark.parametrize(
    ("name", "parameter", "value", "expected"),
    [
        ("create_poll", "choices", [{"title": "a"}], [NewPollChoice(title="a")]),
        ("update_extension_bits_product", "cost", {"amount": 5, "type": "bits"}, ProductCost(amount=5, type="bits")),
        (
            "create_eventsub_subscription",
            "transport",
            {"method": "websocket", "session_id": "s"},
            None,
        ),
        (
            "update_user_extensions",
            "component",
            {"1": {"active": True, "id": "e", "version": "1", "x": 1, "y": 2}},
            {"1": ComponentSlot(active=True, id="e", version="1", x=1, y=2)},
        ),
        ("create_eventsub_subscription", "condition", {"user_id": "1"}, {"user_id": "1"}),
        ("modify_channel_information", "tags", ["a", "b"], ["a", "b"]),
    ],
)
def test_structured(name, parameter, value, expected):
    """JSON becomes the models that a call takes."""
    (found,) = [each for each in find_call(name).parameters if each.name == parameter]
    made = value_of(found.annotation, value, parameter)

    assert expected == made or (expected is None and made.session_id == "s")


def test_table(capsys):
    """On a terminal: a line for each field of a single item, a row for each of several."""
    show_table([ProductCost(amount=5, type="bits")], secrets=False)
    assert "amount  5" in capsys.readouterr().out
    show_table([ProductCost(amount=5, type="bits"), ProductCost(amount=70, type="")], secrets=False)
    assert ["amount  type", "5       bits", "70"] == [line.rstrip() for line in capsys.readouterr().out.splitlines()]
    show_table([], secrets=False)
    assert "(nothing)\n" == capsys.readouterr().out


def test_what_a_terminal_would_obey(capsys):
    """It is not sent there."""
    show_table([ProductCost(amount=5, type="\x1b[2J")], secrets=False)
    assert "\x1b" not in capsys.readouterr().out
    show_lines([ProductCost(amount=5, type="\x1b[2J")], secrets=False)
    assert "\\u001b" in capsys.readouterr().out
