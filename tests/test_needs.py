"""What scopes are needed, and how that is told."""

import pytest

from twitchtrio._needs import alternatives, in_words


@pytest.mark.parametrize(
    ("needs", "groups", "words"),
    [
        ((), (), ""),
        (("a:b",), (("a:b",),), "`a:b`"),
        (("a:b", "c:d"), (("a:b",), ("c:d",)), "`a:b` and `c:d`"),
        ((("a:b", "c:d"),), (("a:b", "c:d"),), "`a:b` or `c:d`"),
        (["a:b", ("c:d", "e:f")], (("a:b",), ("c:d", "e:f")), "`a:b` and `c:d` or `e:f`"),
    ],
)
def test_meaning(needs, groups, words):
    """Several are all needed; a tuple among them means any of these."""
    assert groups == alternatives(needs)
    assert words == in_words(needs)
