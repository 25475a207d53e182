"""A body that an operation of the programming interface takes, made from its own description."""

from collections.abc import Mapping
from functools import cache

from tocsin.project.api import api
from tocsin.project.campaigns.doors import FILLED, Door

Schema = Mapping[str, object]
TEXTS = {
    "date-time": "2026-01-01T00:00:00Z",
    "date": "2026-01-01",
    "uuid": FILLED["uuid"],
}
PLAIN: Mapping[str, object] = {"integer": 1, "number": 1.0, "boolean": True, "null": None}
JSON = "application/json"


def fitting_body(door: Door) -> object:
    """Make a body of which nothing but what it names can be wrong; empty where none is taken."""
    method, _blank, path = door.name.partition(" ")
    told = part(
        described(), "paths", path, method.lower(), "requestBody", "content", JSON, "schema"
    )
    return example(told) if told else {}


@cache
def described() -> Schema:
    """Read the description of the programming interface."""
    return api.get_openapi_schema(path_prefix="")


def part(schema: object, *names: str) -> Schema:
    """Go down into a description; nothing where it does not go so deep."""
    for name in names:
        schema = schema.get(name, {}) if isinstance(schema, Mapping) else {}
    return schema if isinstance(schema, Mapping) else {}


def example(schema: Schema) -> object:
    """Make a value that a schema lets be, as small as it gets."""
    if isinstance(named := schema.get("$ref"), str):
        return example(part(described(), *named.removeprefix("#/").split("/")))
    for several in ("anyOf", "allOf", "oneOf", "enum"):
        if isinstance(first := schema.get(several), list):
            return first[0] if several == "enum" else example(first[0])
    if "const" in schema:
        return schema["const"]
    return of_type(schema)


def of_type(schema: Schema) -> object:
    """Make a value of a type."""
    kind = str(schema.get("type", ""))
    if kind == "object":
        named = part(schema, "properties")
        wanted = schema.get("required", [])
        assert isinstance(wanted, list)  # noqa: S101 - by the form of such descriptions
        return {name: example(part(named, name)) for name in wanted}
    if kind == "array":
        return [example(part(schema, "items"))] if schema.get("minItems") else []
    if kind == "string":
        return TEXTS.get(str(schema.get("format", "")), "x")
    return schema.get("minimum", PLAIN.get(kind))
