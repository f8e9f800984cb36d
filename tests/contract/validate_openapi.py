#!/usr/bin/python3
"""Checks recorded HTTP answers against an OpenAPI 3.1 document.

validate_openapi.py DOCUMENT --check
    Checks the document itself: its structure, every schema, every reference.
validate_openapi.py DOCUMENT --stream
    Reads exchanges, one JSON object a line, from standard input and writes
    `ok` or `fault: ...` for each.
validate_openapi.py DOCUMENT FILE...
    Checks the exchanges in files and prints what is wrong.
validate_openapi.py DOCUMENT --coverage FILE...
    Prints which documented answers no exchange in the files shows.

An exchange: {"method", "path", "status", "headers": [[name, value]...], "body"}.
"""

import json
import pathlib
import sys

import yaml
from jsonschema import Draft202012Validator, RefResolver

# Both are what every answer with a body of that kind has to say, letter for letter.
CONTENT_TYPES = {
    "application/json": "application/json; charset=utf-8",
    "text/plain": "text/plain; charset=utf-8",
}
METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")


class Document:
    """An OpenAPI document whose operations have no templates in their paths."""

    def __init__(self, path):
        with open(path, encoding="utf-8") as file:
            self.root = yaml.safe_load(file)
        self.resolver = RefResolver("", self.root)

    def resolve(self, node):
        """Follows a reference, if the node is one."""
        while isinstance(node, dict) and "$ref" in node:
            node = self.resolver.resolve(node["$ref"])[1]
        return node

    def faults_by(self, schema, value):
        """Returns what the schema finds wrong with a value."""
        validator = Draft202012Validator(schema, resolver=self.resolver)
        return [error.message for error in validator.iter_errors(value)]

    def check(self):
        """Returns what is wrong with the document itself."""
        structure_file = pathlib.Path(__file__).with_name("openapi-structure.yaml")
        with open(structure_file, encoding="utf-8") as file:
            structure = yaml.safe_load(file)
        faults = [
            "/".join(str(part) for part in error.absolute_path) + ": " + error.message
            for error in Draft202012Validator(structure).iter_errors(self.root)
        ]
        for place, node in walk(self.root, ""):
            if "$ref" in node:
                try:
                    self.resolver.resolve(node["$ref"])
                except Exception as error:  # whatever the resolver finds wrong is a fault
                    faults.append(f"{place}: {error}")
            if "schema" in node:
                faults += schema_faults(place + "/schema", node["schema"])
        for name, schema in self.root["components"]["schemas"].items():
            faults += schema_faults("#/components/schemas/" + name, schema)
        return faults

    def faults(self, exchange):
        """Returns what is wrong with an answer, as a list of sentences."""
        headers = {}
        for name, value in exchange["headers"]:
            headers.setdefault(name.lower(), []).append(value)
        path = self.root["paths"].get(exchange["path"].split("?")[0])
        status = int(exchange["status"])
        if path is None:
            return self.plain_error(status, 404, "Not Found", headers, exchange["body"])
        operation = path.get(exchange["method"].lower())
        if operation is None:
            faults = self.plain_error(status, 405, "Method Not Allowed", headers, exchange["body"])
            allowed = sorted(word.strip() for word in ",".join(headers.get("allow", [])).split(",") if word.strip())
            documented = sorted(method.upper() for method in METHODS if method in path)
            if allowed != documented:
                faults.append(f"Allow is {allowed}, documented are {documented}")
            return faults
        # A plugin that was taken out takes its route with it.
        if status == 404 and operation["operationId"] == "updatePasswordViaSudo":
            return self.plain_error(status, 404, "Not Found", headers, exchange["body"])
        response = self.resolve(operation["responses"].get(str(status)))
        if response is None:
            return [f"status {status} is not documented for this operation"]
        return self.header_faults(response, headers) + self.body_faults(response, headers, exchange["body"])

    def plain_error(self, status, wanted, error, headers, body):
        """Returns what is wrong with an error that all paths share."""
        if status != wanted:
            return [f"status {status}, wanted {wanted}: the operation is not documented"]
        schema = {
            "type": "object",
            "required": ["statusCode", "error", "message"],
            "additionalProperties": False,
            "properties": {
                "statusCode": {"const": status},
                "error": {"const": error},
                "message": {"type": "string", "minLength": 1},
            },
        }
        response = {
            "headers": {
                "Cache-Control": {"required": True, "schema": {"const": "no-store"}},
                "X-Content-Type-Options": {"required": True, "schema": {"const": "nosniff"}},
            },
            "content": {"application/json": {"schema": schema}},
        }
        return self.header_faults(response, headers) + self.body_faults(response, headers, body)

    def header_faults(self, response, headers):
        """Returns what is wrong with an answer's headers."""
        faults = []
        documented = {name.lower(): self.resolve(header) for name, header in response.get("headers", {}).items()}
        for name, header in documented.items():
            values = headers.get(name, [])
            if len(values) > 1:
                faults.append(f"header {name} comes {len(values)} times")
            elif not values and header.get("required"):
                faults.append(f"header {name} is missing")
            elif values:
                faults += [f"header {name}: {fault}" for fault in self.faults_by(header["schema"], typed(values[0], header["schema"]))]
        # These say something about the answer, so they must not come undocumented.
        for name in ("www-authenticate", "retry-after", "x-auth-token-kind"):
            if name in headers and name not in documented:
                faults.append(f"header {name} is not documented for this answer")
        return faults

    def body_faults(self, response, headers, body):
        """Returns what is wrong with an answer's body and its media type."""
        content = response.get("content")
        if not content:
            return ["a body, where none is documented"] if body else []
        media_type = ",".join(headers.get("content-type", []))
        kind = media_type.split(";")[0].strip()
        if kind not in content:
            return [f"Content-Type {media_type!r} is not documented"]
        faults = []
        if media_type != CONTENT_TYPES[kind]:
            faults.append(f"Content-Type is {media_type!r}, wanted {CONTENT_TYPES[kind]!r}")
        value = body
        if kind == "application/json":
            try:
                value = json.loads(body)
            except ValueError as error:
                return faults + [f"the body is not JSON: {error}"]
        return faults + [f"body: {fault}" for fault in self.faults_by(content[kind]["schema"], value)]


def typed(text, schema):
    """Returns a header's value as the type that its schema wants."""
    return int(text) if schema.get("type") == "integer" and text.isdigit() else text


def schema_faults(place, schema):
    """Returns what is wrong with a schema itself."""
    return [
        f"{place}: {error.message}"
        for error in Draft202012Validator(Draft202012Validator.META_SCHEMA).iter_errors(schema)
    ]


def walk(node, place):
    """Yields every object of a document with its place."""
    if isinstance(node, dict):
        yield place, node
        for key, value in node.items():
            yield from walk(value, f"{place}/{key}")
    elif isinstance(node, list):
        for index, value in enumerate(node):
            yield from walk(value, f"{place}/{index}")


def exchanges_of(files):
    """Yields the exchanges of files."""
    for name in files:
        with open(name, encoding="utf-8") as file:
            for line in file:
                if line.strip():
                    yield json.loads(line)


def stream(document):
    """Answers exchanges from standard input one by one."""
    for line in sys.stdin:
        try:
            faults = document.faults(json.loads(line))
        except Exception as error:  # the asker must get an answer for every line
            faults = [f"{type(error).__name__}: {error}"]
        print("fault: " + "; ".join(faults) if faults else "ok", flush=True)


def check_files(document, files):
    """Prints the faults of all exchanges; returns the exit status."""
    count, bad = 0, 0
    for exchange in exchanges_of(files):
        count += 1
        faults = document.faults(exchange)
        if faults:
            bad += 1
            print(f"{exchange['method']} {exchange['path']} {exchange['status']} ({exchange.get('source', '')}): {'; '.join(faults)}")
    print(f"{count} answers checked, {bad} not as documented")
    return 1 if bad or not count else 0


def coverage(document, files):
    """Prints the documented answers that were never seen."""
    seen = {(e["method"].lower(), e["path"].split("?")[0], str(e["status"])) for e in exchanges_of(files)}
    for path, item in document.root["paths"].items():
        for method, operation in item.items():
            for status in operation["responses"]:
                if (method, path, status) not in seen:
                    print(f"not seen: {method.upper()} {path} {status}")
    return 0


def main(arguments):
    """Runs the command line."""
    if len(arguments) < 2:
        print(__doc__, file=sys.stderr)
        return 64
    document = Document(arguments[0])
    if arguments[1] == "--check":
        faults = document.check()
        print("\n".join(faults) if faults else "ok")
        return 1 if faults else 0
    if arguments[1] == "--stream":
        stream(document)
        return 0
    if arguments[1] == "--coverage":
        return coverage(document, arguments[2:])
    return check_files(document, arguments[1:])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
