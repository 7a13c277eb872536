"""Remember what happened, and tell those concerned: once each, whatever fails in between."""

from corps.notifications.services.bounces import (
    NotTried,
    clear_bounces,
    prove_address,
    read_bounce,
    read_proof,
    record_bounce,
    send_again,
    try_address,
)
from corps.notifications.services.events import (
    Happening,
    post_message,
    read,
    record,
    record_all,
)
from corps.notifications.services.forgetting import forget
from corps.notifications.services.letters import compose, compose_digest, message_id, stop_token
from corps.notifications.services.post import deliver, send_gathered, sweep
from corps.notifications.services.searches import (
    MOST_SEARCHES,
    Find,
    Found,
    NotSaved,
    save_search,
    send_digests,
    set_daily,
)
from corps.notifications.services.wishes import (
    Hours,
    Stop,
    find_stop,
    save_wishes,
    start_again,
    stop,
    stop_searches,
)

__all__ = [
    "MOST_SEARCHES",
    "Find",
    "Found",
    "Happening",
    "Hours",
    "NotSaved",
    "NotTried",
    "Stop",
    "clear_bounces",
    "compose",
    "compose_digest",
    "deliver",
    "find_stop",
    "forget",
    "message_id",
    "post_message",
    "prove_address",
    "read",
    "read_bounce",
    "read_proof",
    "record",
    "record_all",
    "record_bounce",
    "save_search",
    "save_wishes",
    "send_again",
    "send_digests",
    "send_gathered",
    "set_daily",
    "start_again",
    "stop",
    "stop_searches",
    "stop_token",
    "sweep",
    "try_address",
]
