"""Tries every operation of an OpenAPI document with what Hypothesis makes of it, valid or nearly so.

Usage: apiProperties.py DOCUMENT_URL BASE_URL EXAMPLES [TOKEN]

An answer must be below 500 (503 is documented), and one that the document has: its status, its type, and its body by its
schema. The last line is JSON: {"operations", "requests", "problems"}. It exits with 1 where there are problems.
"""

import http.client
import json
import re
import sys
import urllib.request
from urllib.parse import quote, urlencode, urlsplit

import jsonschema
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

document_url, base_url, examples, *rest = sys.argv[1:]
token = rest[0] if rest else None
document = json.load(urllib.request.urlopen(document_url))
base = urlsplit(base_url)
resolver = jsonschema.RefResolver("", document)

texts = st.text(st.characters(blacklist_categories=("Cs",)), max_size=40)
junk = st.one_of(
    texts,
    st.integers(),
    st.floats(allow_nan=False, allow_infinity=False),
    st.none(),
    st.booleans(),
    st.just([]),
    st.just({}),
    st.sampled_from(["0" * 32, "\u0000", "../..", "1e400", "9" * 400, "%00", "2014-02-30", "+275760-09-13T00:00:00Z"]),
)


def resolved(schema):
    while isinstance(schema, dict) and "$ref" in schema:
        schema = resolver.resolve(schema["$ref"])[1]
    return schema


def text_of(schema):
    pattern = schema.get("pattern")
    if pattern is not None:
        try:
            return st.from_regex(re.compile(pattern, re.ASCII), fullmatch=True)
        except re.error:
            pass
    if schema.get("format") == "date-time":
        return st.datetimes().map(lambda at: at.isoformat() + "Z")
    return texts


def valid(schema, depth=0):
    schema = resolved(schema)
    if schema is True or not schema or depth > 6:
        return junk
    if schema is False:
        return st.nothing()
    if "enum" in schema:
        return st.sampled_from(schema["enum"])
    if "const" in schema:
        return st.just(schema["const"])
    for several in ("oneOf", "anyOf"):
        if several in schema:
            return st.one_of([maybe(each, depth + 1) for each in schema[several]])
    if "allOf" in schema:
        return maybe(schema["allOf"][0], depth + 1)
    kind = schema.get("type")
    if isinstance(kind, list):
        return st.one_of([valid({**schema, "type": each}, depth + 1) for each in kind])
    if kind == "string":
        return text_of(schema)
    if kind in ("integer", "number"):
        return st.integers(schema.get("minimum", -(2**40)), schema.get("maximum", 2**40))
    if kind == "boolean":
        return st.booleans()
    if kind == "null":
        return st.none()
    if kind == "array":
        return st.lists(maybe(schema.get("items", True), depth + 1), min_size=min(schema.get("minItems", 0), 3), max_size=3)
    properties = {name: maybe(each, depth + 1) for name, each in schema.get("properties", {}).items()}
    required = {name: each for name, each in properties.items() if name in schema.get("required", [])}
    optional = {name: each for name, each in properties.items() if name not in required}
    return st.fixed_dictionaries(required, optional=optional)


def maybe(schema, depth=0):
    """What the schema allows, three times in four."""
    good = valid(schema, depth)
    return st.integers(0, 3).flatmap(lambda luck: junk if luck == 0 else good)


def spelled(value):
    return value if isinstance(value, str) else json.dumps(value)


def multipart(fields):
    edge = "edge-of-a-part"
    parts = []
    for name, value in fields.items():
        for each in value if isinstance(value, list) else [value]:
            named = quote(name)
            file = f'; filename="{named}.txt"' if "document" in name else ""
            parts.append(f'--{edge}\r\nContent-Disposition: form-data; name="{named}"{file}\r\n\r\n{spelled(each)}\r\n')
    return f"multipart/form-data; boundary={edge}", "".join(parts) + f"--{edge}--\r\n"


def written(media, value):
    if "json" in media:
        return media, json.dumps(value)
    fields = value if isinstance(value, dict) else {}
    if media == "multipart/form-data":
        return multipart(fields)
    if media == "application/x-www-form-urlencoded":
        return media, urlencode({name: spelled(each) for name, each in fields.items()})
    return media, spelled(value)


def ask(method, path, headers, body):
    connection = http.client.HTTPConnection(base.hostname, base.port, timeout=30)
    try:
        payload = None if body is None else body.encode("utf-8", "replace")
        connection.request(method.upper(), path, payload, headers)
        answer = connection.getresponse()
        media = (answer.getheader("content-type") or "").split(";")[0].strip()
        text = b"" if media == "text/event-stream" else answer.read()
        return answer.status, media, text
    finally:
        connection.close()


def problem_of(operation, status, media, text):
    responses = operation["responses"]
    if status >= 500 and str(status) not in responses:
        return f"answered {status}"
    response = resolved(responses.get(str(status), responses.get("default")))
    if response is None:
        return f"{status} is not documented"
    content = response.get("content", {})
    if not content:
        return None if not text else f"{status} is documented without a body"
    if media not in content:
        return f"{status} is documented as {', '.join(content)}, not {media}"
    schema = content[media].get("schema")
    if schema is None or "json" not in media:
        return None
    judge = jsonschema.Draft202012Validator(schema, resolver=resolver)
    wrong = next(judge.iter_errors(json.loads(text)), None)
    return None if wrong is None else f"the body of {status} is not as documented: {wrong.message[:200]}"


requests = 0
problems = []


def try_operation(path, method, item, operation):
    parameters = [resolved(each) for each in [*item.get("parameters", []), *operation.get("parameters", [])]]
    given_values = st.fixed_dictionaries(
        {each["name"]: maybe(each.get("schema", True)) for each in parameters if each.get("required")},
        optional={each["name"]: maybe(each.get("schema", True)) for each in parameters if not each.get("required")},
    )
    contents = resolved(operation.get("requestBody", {})).get("content", {})
    bodies = [maybe(each.get("schema", True)).map(lambda value, media=media: (media, value)) for media, each in contents.items()]
    body_values = st.one_of([*bodies, st.none()]) if bodies else st.none()

    @settings(
        max_examples=int(examples),
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.generate, Phase.shrink],
    )
    @given(given_values, body_values, st.integers(0, 9))
    def answers_as_documented(values, body, luck):
        global requests
        requests += 1
        where = {each["name"]: each["in"] for each in parameters}
        target = path
        for name, kind in where.items():
            if kind == "path":
                target = target.replace("{%s}" % name, quote(spelled(values[name]) or "-", safe=""))
        query = {name: spelled(each) for name, each in values.items() if where[name] == "query"}
        headers = {
            name: quote(spelled(each), safe=" :+-_") or "-" for name, each in values.items() if where[name] == "header"
        }
        if token is not None and luck > 0:
            headers["authorization"] = f"Bearer {token}"
        text = None
        if body is not None:
            headers["content-type"], text = written(*body)
        target += f"?{urlencode(query)}" if query else ""
        status, media, answer = ask(method, target, headers, text)
        problem = problem_of(operation, status, media, answer)
        assert problem is None, f"{method.upper()} {target} {headers.get('content-type', '')} {text!r:.300}: {problem}"

    try:
        answers_as_documented()
    except AssertionError as error:
        problems.append(str(error).splitlines()[0])


operations = 0
for path, item in document["paths"].items():
    for method, operation in item.items():
        if method in ("get", "put", "post", "delete", "patch"):
            operations += 1
            try_operation(path, method, item, operation)

print(json.dumps({"operations": operations, "requests": requests, "problems": problems}))
sys.exit(1 if problems else 0)
