"""What the framework's schema leaves out: sheets, tags and errors."""

from corps.rest.answers import Csv

ERROR = {
    "type": "object",
    "properties": {
        "detail": {"type": "string", "description": "What is wrong, in words."},
        "errors": {
            "type": "object",
            "description": "What to mend, by the name of the field or filter.",
            "additionalProperties": {"type": "array", "items": {"type": "string"}},
        },
    },
    "required": ["detail", "errors"],
}
ALWAYS = {
    "400": "A filter or field is to be mended.",
    "401": "The token opens nothing.",
    "406": "Neither JSON nor CSV was asked for.",
    "429": "Asked too often: wait as many seconds as `Retry-After` says.",
}


def finish_schema(result, generator, request, public):
    """Tell what the framework's schema leaves out: sheets, tags and errors."""
    result["components"]["schemas"]["Error"] = ERROR
    for path, operations in result["paths"].items():
        for method, operation in operations.items():
            _finish(operation["responses"], "{" in path, method == "post")
    return result


def _finish(responses, is_one, is_written):
    """Complete the answers of one operation."""
    for answer in responses.values():
        for kind, content in answer.get("content", {}).items():
            if kind.startswith(Csv.media_type):
                content["schema"] = {"type": "string"}
    more = ALWAYS | ({"404": "There is no such row."} if is_one else {})
    if is_written:
        more |= {"415": "Something else than JSON was sent."}
    else:
        responses["304"] = {"description": "You hold it already: see `If-None-Match`."}
    reference = {"application/json": {"schema": {"$ref": "#/components/schemas/Error"}}}
    for code, words in more.items():
        responses[code] = {"description": words, "content": reference}
