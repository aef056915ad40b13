"""Makes `helix_table.json`, the facts that the endpoints are compared with.

    python make_helix_table.py REFERENCE_FOLDER [CALL ...]

The folder holds the catalogue of Twitch's API as `helix.json`. The table keeps the calls that it has, made anew, and
takes in those that are named, as `helix.users.get_users`. Names, types and limits are kept, and nothing else.
"""

import json
import sys
from pathlib import Path

TABLE = Path(__file__).with_name("helix_table.json")

FIELD_FACTS = (
    "name",
    "type",
    "enum",
    "required",
    "repeatable",
    "matches_token_user",
    "nullable",
    "optional",
    "deprecated",
    "may_be_empty",
    "alt_types",
    "min",
    "max",
    "min_length",
    "max_length",
    "min_items",
    "max_items",
    "max_bytes",
    "format",
    "pattern",
    "unit",
    "required_if",
    "required_unless",
    "requires",
    "excludes",
    "app_token_only",
)

ENDPOINT_FACTS = (
    "exactly_one_of",
    "at_least_one_of",
    "at_most_one_of",
    "requires_together",
    "mutually_exclusive",
    "only_with",
    "body_min_fields",
    "token_user_any",
    "token_param_rules",
    "content_type",
    "statuses",
    "errors",
)


def field(facts):
    """A field or parameter with what is below it."""
    kept = {key: facts[key] for key in FIELD_FACTS if facts.get(key) is not None and facts[key] is not False}
    if "fields" in facts:
        kept["fields"] = [field(each) for each in facts["fields"]]
    for key in ("items", "values"):
        if key in facts:
            kept[key] = field(facts[key])
    return kept


def endpoint(facts):
    """One line of the table."""
    kept = {key: facts[key] for key in ("call", "id", "method", "path", "status", "paginated")}
    kept["tokens"] = facts["auth"]
    needed = facts.get("scopes_required", True)
    kept["scopes"] = facts["scopes_any"] if needed else []
    kept["optional_scopes"] = sorted(facts.get("scopes_optional", ())) if needed else facts["scopes_any"]
    kept["app_scopes"] = app_scopes(facts)
    for key in ENDPOINT_FACTS:
        if key in facts:
            kept[key] = facts[key]
    kept["query"] = [field(each) for each in facts["query"]]
    kept["body"] = [field(each) for each in facts["body"] or ()]
    kept["response"] = [field(each) for each in facts["response"] or ()]
    return kept


def app_scopes(facts):
    """What the acting user must have granted besides, where the app itself acts."""
    acting, *_ = [*facts.get("app_auth", {}).get("grants", ()), {}]
    listed = acting["all"] if isinstance(acting.get("all"), list) else []
    return sorted({*listed, *acting.get("also", ())} - {*facts["scopes_any"]})


def main():
    """Write the table beside this script."""
    folder, *calls = sys.argv[1:]
    wanted = {*calls, *(each["call"] for each in json.loads(TABLE.read_text(encoding="utf-8")))}
    catalogue = {each["call"]: each for each in json.loads(Path(folder, "helix.json").read_text(encoding="utf-8"))}
    lines = [json.dumps(endpoint(catalogue[call])) for call in sorted(wanted)]
    TABLE.write_text("[\n" + ",\n".join(lines) + "\n]\n", encoding="utf-8")


if __name__ == "__main__":
    main()
