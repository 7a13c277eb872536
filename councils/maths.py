"""Whose address is this? An e-mail address and the web domains of councils, compared safely."""

from __future__ import annotations

import re
from collections.abc import Iterable

_LABEL = re.compile(r"[a-z0-9]([a-z0-9-]*[a-z0-9])?")
_LONGEST_LABEL = 63
_LONGEST_HOST = 253


def host_of(address: str) -> str:
    """Return the host of an e-mail address in plain letters, or "" where it has none.

    The host is what follows the last @, in lower case and in IDNA's spelling (`xn--…`).
    """
    before, _, host = address.strip().rpartition("@")
    if not before.strip():
        return ""
    labels = [_plain_label(label) for label in host.removesuffix(".").split(".")]
    plain = ".".join(labels)
    return plain if all(labels) and len(plain) <= _LONGEST_HOST else ""


def on_domain(host: str, domain: str) -> bool:
    """Tell whether a host is the domain itself or lies under it."""
    return bool(domain) and (host == domain or host.endswith(f".{domain}"))


def domains_of(address: str, domains: Iterable[str]) -> list[str]:
    """Return those of the domains that an address is on, the most exact first.

    Several councils may stand behind one of them: whoever asks has to ask which.
    """
    host = host_of(address)
    return sorted((d for d in domains if on_domain(host, d)), key=lambda d: (-len(d), d))


def _plain_label(label: str) -> str:
    """Return one part of a host as the DNS spells it, or "" if the DNS could not hold it."""
    plain = label.lower() if label.isascii() else _encoded(label)
    return plain if len(plain) <= _LONGEST_LABEL and _LABEL.fullmatch(plain) else ""


def _encoded(label: str) -> str:
    """Return a label of other letters in IDNA's spelling, or "" if none of them stays.

    Wide, joined and invisible letters fold into plain ones: a look-alike, not the name itself.
    """
    try:
        plain = label.encode("idna").decode("ascii")
    except UnicodeError:
        return ""
    return plain if plain.startswith("xn--") else ""
