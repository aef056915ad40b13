"""Makes `eventsub_table.json`, the facts that the event classes are compared with.

    python make_eventsub_table.py REFERENCE_FOLDER [TYPE@VERSION ...]

The folder holds `eventsub.json`. The table keeps the types that it has, made anew, and takes in those that are named,
as `channel.follow@2`. A field is written as its kind (`string`, `integer`, `boolean`, `datetime`) or, where there is
more to say, as an object: `is` its kind, `null` and `absent` whether it may be, `also` the other kinds that Twitch's
examples show, `one_of` the documented values, `of` the fields of an object or the items of an array.
"""

import json
import pathlib
import sys

TABLE = pathlib.Path(__file__).with_name("eventsub_table.json")


def field(facts):
    """One field, as short as it can be."""
    spec = {"is": facts["type"]}
    if facts.get("nullable"):
        spec["null"] = True
    if facts.get("optional"):
        spec["absent"] = True
    if "alt_types" in facts:
        spec["also"] = facts["alt_types"]
    if "enum" in facts:
        spec["one_of"] = facts["enum"]
    if facts["type"] == "object":
        spec["of"] = fields(facts.get("fields", ()))
    if facts["type"] == "array":
        spec["of"] = field(facts["items"])
    return spec["is"] if len(spec) == 1 else spec


def fields(facts):
    """The fields of an object."""
    return {each["name"]: field(each) for each in facts}


def scopes(facts):
    """Of each list, one scope is needed."""
    return facts.get("all_of_any") or ([facts["any"]] if facts["any"] else [])


def row(facts):
    """One subscription type."""
    return {
        "type": facts["type"],
        "version": facts["version"],
        "class": facts["class"],
        "condition": sorted(key["name"] for key in facts["condition"]),
        "scopes": scopes(facts["scopes"]),
        "granted_by": facts["scopes"].get("token_user"),
        "by_app": facts["scopes"].get("token") == "app",
        "transports": sorted(facts["transports"]),
        "fields": fields(facts["event"]),
    }


def main():
    """Write the table beside this file."""
    folder, *types = sys.argv[1:]
    wanted = {*types, *map(key, json.loads(TABLE.read_text(encoding="utf-8")))}
    reference = json.loads(pathlib.Path(folder, "eventsub.json").read_text(encoding="utf-8"))
    known = {key(facts): facts for facts in reference["subscription_types"]}
    lines = [json.dumps(row(known[each]), separators=(",", ":")) for each in sorted(wanted)]
    TABLE.write_text("[\n" + ",\n".join(lines) + "\n]\n", encoding="utf-8")


def key(facts):
    """A type and its version."""
    return f"{facts['type']}@{facts['version']}"


if __name__ == "__main__":
    main()
