#!/usr/bin/env python3
"""Derives openapi.tsv, the list of wire facts that the tests and the fuzzers work from, from OpenAI's document.

    derive.py OPENAPI.json                  prints the list
    derive.py --check OPENAPI.json LIST     prints a diff and exits with 1 where LIST is not what would be printed

Facts only: no descriptions, but two things that the document says in nothing but its descriptions ("can be set to
`null`", "only `server_vad` is currently supported"). An object without a name is named by its place; a union's
member without a name, by its `type`.
"""

import difflib
import json
import re
import sys

HEADER = """\
# The wire as OpenAI's OpenAPI document has it. Made by derive.py: do not edit.
#
# An event:  event <tab> direction <tab> dialect <tab> its `type` <tab> its object
# A union:   union <tab> name <tab> the field that tells its members apart <tab> members
# A field:   object <tab> field <tab> type <tab> required <tab> nullable <tab> texts <tab> name
#   type      string, integer, number, boolean; json: any value; object, union: see `name`;
#             [T]: array; map[T]: open keys; T/U: one or the other
#   required  R or o
#   nullable  N: null is allowed; else -
#   texts     what the string (or the integer) may be, * for any other, - for no list
#   name      of the object or the union in `type`, else -"""

# The unions of events, by direction and dialect.
UNIONS = [
    ("server", "ga", "RealtimeServerEvent"),
    ("client", "ga", "RealtimeClientEvent"),
    ("server", "translation", "RealtimeTranslationServerEvent"),
    ("client", "translation", "RealtimeTranslationClientEvent"),
]

# The beta events that carry a beta object. The document's other beta events repeat GA events, names included,
# under beta's title, and are not what beta sent.
BETA = [
    ("server", "RealtimeBetaServerEventResponseCreated"),
    ("server", "RealtimeBetaServerEventResponseDone"),
    ("server", "RealtimeBetaServerEventSessionCreated"),
    ("server", "RealtimeBetaServerEventSessionUpdated"),
    ("server", "RealtimeBetaServerEventTranscriptionSessionCreated"),
    ("server", "RealtimeBetaServerEventTranscriptionSessionUpdated"),
    ("client", "RealtimeBetaClientEventResponseCreate"),
    ("client", "RealtimeBetaClientEventSessionUpdate"),
    ("client", "RealtimeBetaClientEventTranscriptionSessionUpdate"),
]

ALTERNATIVES = ("anyOf", "oneOf", "allOf")
NULL_IN_PROSE = re.compile(r"(?:[Ss]et to|will be|must be) `?null`?")
TEXT_IN_PROSE = re.compile(r"[Oo]nly `(\w+)` is currently supported")


class Fact:
    """What one schema says: a type, and what belongs to the string and the object in it."""

    def __init__(self, kind, nullable=False, texts=(), name="-"):
        self.kind, self.nullable, self.texts, self.name = kind, nullable, list(texts), name


class Deriver:
    def __init__(self, document):
        self.schemas = document["components"]["schemas"]
        self.lines = {}  # by the object's or the union's name

    def resolve(self, schema, name):
        """The schema behind references, and its name where it has one of its own."""
        while "$ref" in schema:
            name = schema["$ref"].rsplit("/", 1)[1]
            schema = self.schemas[name]
        return schema, name

    def fact(self, schema, name):
        """The fact of a schema that would be called `name` if it were an object."""
        place = schema  # what stands beside a reference is about this place
        schema, name = self.resolve(schema, name)
        prose = place.get("description") or schema.get("description", "")
        nullable = schema.get("nullable", False) or bool(NULL_IN_PROSE.search(prose))
        members = next((schema[key] for key in ALTERNATIVES if key in schema), None)
        if members is not None:
            found = self.alternatives(members, name)
        elif schema.get("type") == "array" or "items" in schema:
            found = self.fact(schema["items"], name + "[]")
            found.kind, found.nullable = f"[{found.kind}]", False
        elif "properties" in schema:
            self.add_object(name, schema)
            found = Fact("object", name=name)
        elif isinstance(schema.get("additionalProperties"), dict):
            found = self.fact(schema["additionalProperties"], name)
            found.kind, found.nullable = f"map[{found.kind}]", False
        elif schema["type"] == "object":
            found = Fact("json")
        else:
            texts = schema.get("enum", [schema["const"]] if "const" in schema else TEXT_IN_PROSE.findall(prose))
            found = Fact(schema["type"], texts=texts)
        found.nullable |= nullable
        return found

    def alternatives(self, members, name):
        """The fact of one or the other: a union of the objects, and what else there is."""
        members = [self.resolve(member, None) for member in members]
        nullable = any(member.get("type") == "null" for member, _ in members)
        members = [(member, own) for member, own in members if member.get("type") != "null"]
        objects = [(member, own) for member, own in members if "properties" in member]
        facts = []
        if len(objects) > 1:
            names = [own or f"{name}.{self.tag(member)}" for member, own in objects]
            for (member, _), own in zip(objects, names):
                self.add_object(own, member)
            self.lines[name] = [f"union\t{name}\ttype\t{'|'.join(names)}"]
            facts.append(Fact("union", name=name))
            members = [pair for pair in members if pair not in objects]
        facts = [self.fact(member, own or name) for member, own in members] + facts
        # A list beside an open string is a list of examples.
        strings = [fact for fact in facts if fact.kind == "string"]
        is_open = any(not fact.texts or "*" in fact.texts for fact in strings)
        texts = [text for fact in facts for text in fact.texts if text != "*"]
        if texts and is_open:
            texts.append("*")
        kinds = list(dict.fromkeys(fact.kind for fact in facts))
        names = [fact.name for fact in facts if fact.name != "-"] or ["-"]
        assert len(names) == 1, (name, names)
        return Fact("/".join(kinds), nullable or any(fact.nullable for fact in facts), texts, names[0])

    def tag(self, member):
        """The text of a union member's `type`."""
        return self.fact(member["properties"]["type"], None).texts[0]

    def add_object(self, name, schema):
        if name in self.lines:
            return
        self.lines[name] = lines = []
        for field, inner in schema["properties"].items():
            fact = self.fact(inner, f"{name}.{field}")
            required = "R" if field in schema.get("required", []) else "o"
            texts = "|".join(map(str, fact.texts)) or "-"
            lines.append("\t".join([name, field, fact.kind, required, "N" if fact.nullable else "-", texts, fact.name]))

    def events(self):
        """The lines of the events; their objects are noted on the way."""
        listed = [
            (direction, dialect, member["$ref"].rsplit("/", 1)[1])
            for direction, dialect, union in UNIONS
            for member in self.schemas[union]["anyOf"]
        ]
        for direction, dialect, name in listed + [(direction, "beta", name) for direction, name in BETA]:
            self.add_object(name, self.schemas[name])
            yield f"event\t{direction}\t{dialect}\t{self.tag(self.schemas[name])}\t{name}"

    def text(self):
        events = sorted(self.events())
        return "\n".join([HEADER, *events, *(line for name in sorted(self.lines) for line in self.lines[name])]) + "\n"


def main(arguments):
    check = arguments[:1] == ["--check"]
    paths = arguments[check:]
    if len(paths) != 1 + check:
        sys.exit(__doc__)
    with open(paths[0], encoding="utf-8") as file:
        text = Deriver(json.load(file)).text()
    if not check:
        sys.stdout.write(text)
        return
    with open(paths[1], encoding="utf-8") as file:
        listed = file.read()
    difference = difflib.unified_diff(listed.splitlines(True), text.splitlines(True), paths[1], paths[0])
    sys.stdout.writelines(difference)
    sys.exit(listed != text)


if __name__ == "__main__":
    main(sys.argv[1:])
