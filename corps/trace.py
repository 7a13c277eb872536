"""One id for one request: in its answer, its log lines and its tasks."""

import json
import logging
import re
import time
import uuid
from contextvars import ContextVar
from datetime import UTC, datetime

request_id: ContextVar[str] = ContextVar("request_id", default="-")
log = logging.getLogger("corps.request")

ACCEPTABLE = re.compile(r"[A-Za-z0-9-]{8,64}")


def new_id() -> str:
    """Return a fresh request id."""
    return uuid.uuid4().hex


class RequestId:
    """The only middleware of ours: names each request and logs one line about it."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        given = request.headers.get("X-Request-ID", "")
        name = given if ACCEPTABLE.fullmatch(given) else new_id()
        token = request_id.set(name)
        started = time.perf_counter()
        try:
            response = self.get_response(request)
            response["X-Request-ID"] = name
            log.info(
                "%s %s",
                request.method,
                request.path,
                extra={
                    "status": response.status_code,
                    "ms": round(1000 * (time.perf_counter() - started)),
                    "user": getattr(getattr(request, "user", None), "pk", None),
                },
            )
        finally:
            request_id.reset(token)
        return response


class JsonLines(logging.Formatter):
    """Formats a log record as one line of JSON."""

    EXTRAS = ("status", "ms", "user", "task", "round", "event")

    def format(self, record: logging.LogRecord) -> str:
        """Return the record as one line, an exception folded into it."""
        line = {
            "at": datetime.fromtimestamp(record.created, tz=UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "log": record.name,
            "request_id": request_id.get(),
            "message": record.getMessage(),
        }
        line |= {key: getattr(record, key) for key in self.EXTRAS if hasattr(record, key)}
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False, default=str)
