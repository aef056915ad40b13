import re

import twitchtrio.scopes


def test_spelling():
    """Each constant is spelt like its scope, in capitals, and no scope is missing or there twice."""
    scopes = {name: getattr(twitchtrio.scopes, name) for name in twitchtrio.scopes.__all__}

    assert {name: name for name in scopes} == {name: scope.replace(":", "_").upper() for name, scope in scopes.items()}
    assert all(re.fullmatch(r"[a-z_]+(:[a-z]+:[a-z_]+|:[a-z]+)?", scope) for scope in scopes.values())
    assert 95 == len(set(scopes.values()))
