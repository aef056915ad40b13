"""What a call returned, compared with the answer that it came from."""

from datetime import UTC, datetime

from twitchtrio.helix import Page
from twitchtrio.tokens import Secret


def check_decoded(expected, actual, where="$"):  # noqa: C901, PLR0912  # a case for each kind of value
    """The models hold what the JSON held."""
    match expected:
        case dict() if isinstance(actual, dict):
            for key, value in expected.items():
                check_decoded(value, actual[key], f"{where}.{key}")
        case dict():
            for key, value in expected.items():
                if hasattr(actual, key):
                    check_decoded(value, getattr(actual, key), f"{where}.{key}")
        case list():
            assert len(expected) == len(actual), where
            for number, (item, made) in enumerate(zip(expected, actual, strict=True)):
                check_decoded(item, made, f"{where}[{number}]")
        case str() if isinstance(actual, datetime):
            assert actual.tzinfo is not None, where
            assert actual == datetime.fromisoformat(expected).astimezone(UTC).replace(microsecond=actual.microsecond), (
                where
            )
        case str() if isinstance(actual, Secret):
            assert expected == actual.reveal(), where
        case int() if isinstance(actual, datetime):
            assert expected == actual.timestamp(), where
        case int() if isinstance(actual, str):
            assert str(expected) == actual, where
        case str() if isinstance(actual, int):
            assert expected == str(actual), where
        case "" if actual is None:
            pass
        case _:
            assert expected == actual, where


def check_result(body, result):
    """Check what a call returned against the body of the answer."""
    match result:
        case [Page() as page]:
            check_decoded(body["data"], page.items)
            for name in ("total", "total_cost", "max_total_cost", "template", "points"):
                assert body.get(name) == getattr(page, name)
        case tuple():
            check_decoded(body["data"], result)
            assert body.get("template") == getattr(result, "template", None)
            check_decoded(body.get("date_range", {}), getattr(result, "date_range", None))
        case model if isinstance(body["data"], list):
            check_decoded(body["data"][0], model)
            check_decoded({key: value for key, value in body.items() if key.endswith(("total", "cost"))}, model)
        case model:
            check_decoded(body["data"], model)
