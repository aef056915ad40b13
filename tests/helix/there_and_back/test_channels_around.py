"""Games, search, teams, labels, raids and whispers."""

import pytest
import trio

from twitchtrio.errors import (
    BadRequestError,
    ConfigurationError,
    ConflictError,
    ForbiddenError,
    NotFoundError,
    RateLimitedError,
)
from twitchtrio.helix import Locale


async def test_games(helix, fake):
    """By id, name or IGDB's id, and the most watched first."""
    chess = fake.add_game("Chess", igdb_id="7")
    fake.update_channel("streamer", category_id=chess.id, category_name=chess.name)
    fake.go_live("streamer", viewers=10)
    found = await helix.games.get_games(name=["Chess", "Nothing"], id="509658")
    by_igdb = await helix.games.get_games(igdb_id="7")
    top = await helix.games.get_top_games().first()

    assert {"Chess", "Just Chatting"} == {game.name for game in found}
    assert ["Chess"] == [game.name for game in by_igdb]
    assert chess.id == top.id
    assert top.box_art(52, 72).endswith(f"/{chess.id}-52x72.jpg")
    with pytest.raises(ConfigurationError, match="at least one of id, name, igdb_id"):
        await helix.games.get_games()
    with pytest.raises(ConfigurationError, match="0 by 72 pixels"):
        top.box_art(0, 72)


async def test_many_games(helix, fake):
    """However many are asked for, each request has a hundred ids at most, of whatever kind."""
    games = [fake.add_game(f"Game {number}", igdb_id=str(number)) for number in range(130)]
    found = await helix.games.get_games(id=[game.id for game in games], igdb_id=[game.igdb_id for game in games])

    assert {game.id for game in games} == {game.id for game in found}


async def test_search(helix, fake):
    """Channels and games by what they are called; live ones by their category too."""
    fake.go_live("streamer", title="On air")
    channels = await helix.search.search_channels(query="STREAM").collect()
    live = await helix.search.search_channels(query="just chatting", live_only=True).collect()
    games = await helix.search.search_categories(query="science tech").collect()

    assert [("streamer", True, "On air")] == [(each.broadcaster_login, each.is_live, each.title) for each in channels]
    assert ["streamer"] == [each.broadcaster_login for each in live]
    assert channels[0].started_at is not None
    assert None is (await helix.search.search_channels(query="viewer").first()).started_at
    assert ["Science & Technology"] == [each.name for each in games]
    assert games[0].box_art(10, 20).endswith("10x20.jpg")


async def test_teams(helix, fake):
    """A team knows its members, and each member their teams."""
    team = fake.add_team("Staff", "streamer", "viewer", info="<p>Hi</p>")
    (mine,) = await helix.teams.get_channel_teams(broadcaster_id=fake.user("viewer").id)
    by_name = await helix.teams.get_teams(name="staff")

    assert (team.id, "Staff", "viewer") == (mine.id, mine.team_display_name, mine.broadcaster_login)
    assert by_name == await helix.teams.get_teams(id=team.id)
    assert ["streamer", "viewer"] == [user.user_login for user in by_name.users]
    assert () == await helix.teams.get_channel_teams(broadcaster_id=fake.user("fan").id)
    with pytest.raises(NotFoundError):
        await helix.teams.get_teams(name="nothing")
    with pytest.raises(ConfigurationError, match="exactly one of name, id"):
        await helix.teams.get_teams()


async def test_labels(helix):
    """All labels in words."""
    labels = await helix.ccls.get_content_classification_labels(locale=Locale.GERMAN)

    assert "Gambling" in {label.id for label in labels}
    with pytest.raises(BadRequestError):
        await helix.ccls.get_content_classification_labels(locale="xx")


async def test_raid(helix, fake, heard, autojump_clock):
    """A raid goes after its countdown, with all who watch."""
    fake.go_live("streamer", viewers=12)
    raid = await helix.raids.start_a_raid(to_broadcaster_id=fake.user("other").id)
    with pytest.raises(ConflictError):
        await helix.raids.start_a_raid(to_broadcaster_id=fake.user("fan").id)
    await trio.sleep(91)

    assert 0 == (raid.created_at - fake.clock.epoch).total_seconds()
    assert {"viewers": 12}.items() <= next(event for type_, event in heard if type_ == "channel.raid").items()
    with pytest.raises(NotFoundError):
        await helix.raids.cancel_a_raid()


async def test_raid_that_does_not_go(helix, fake, heard, autojump_clock):
    """Cancelled in time, nobody is raided."""
    await helix.raids.start_a_raid(to_broadcaster_id=fake.user("other").id)
    await helix.raids.cancel_a_raid()
    await trio.sleep(100)

    assert ["raid", "raid", "unraid", "unraid"] == [event["action"] for _, event in heard]
    for target, error in ((fake.user("streamer").id, BadRequestError), ("99", NotFoundError)):
        with pytest.raises(error):
            await helix.raids.start_a_raid(to_broadcaster_id=target)
    with pytest.raises(LookupError):
        fake.go_raid("streamer")


async def test_whisper(helix, fake, heard):
    """It arrives, cut where it is too long for one who never whispered back."""
    fan = fake.user("fan")
    await helix.whispers.send_whisper(to_user_id=fan.id, message="x" * 600)
    fake.whisper("fan", "streamer", "hello")
    await helix.whispers.send_whisper(to_user_id=fan.id, message="y" * 600)

    assert [500, 5, 600] == [len(each.text) for each in fake.whispers]
    assert ["user.whisper.message"] * 3 == [type_ for type_, _ in heard]
    for target, error in ((fake.user("streamer").id, BadRequestError), ("99", NotFoundError)):
        with pytest.raises(error):
            await helix.whispers.send_whisper(to_user_id=target, message="hi")
    fan.blocked[fake.user("streamer").id] = None
    with pytest.raises(ForbiddenError):
        await helix.whispers.send_whisper(to_user_id=fan.id, message="hi")
    with pytest.raises(ConfigurationError, match="message has 0 characters"):
        await helix.whispers.send_whisper(to_user_id=fan.id, message="")


async def test_whisper_limits(helix, fake, autojump_clock):
    """Three in a second, and forty new recipients in a day."""
    people = [fake.add_user(f"user{number}") for number in range(41)]
    for _ in range(3):
        await helix.whispers.send_whisper(to_user_id=people[0].id, message="hi")
    with trio.move_on_after(0.5), pytest.raises(RateLimitedError):
        await helix.whispers.send_whisper(to_user_id=people[0].id, message="hi")
    for person in people[1:40]:
        await trio.sleep(1)
        await helix.whispers.send_whisper(to_user_id=person.id, message="hi")
    await trio.sleep(100)

    with pytest.raises(RateLimitedError, match="40 unique recipients"):
        await helix.whispers.send_whisper(to_user_id=people[40].id, message="hi")
