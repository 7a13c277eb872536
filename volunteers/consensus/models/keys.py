"""By what a person is known in one conversation: keys that say nothing in another one."""

from ipaddress import IPv6Address, ip_address, ip_network

from django.utils.crypto import salted_hmac

_BITS = {4: 24, 6: 48}  # of an address: what one household or office shares with its neighbours


def key_of(conversation_id: int, identity: str) -> str:
    """Return the key of somebody who is known by `identity`: 64 letters.

    identity  "browser:<id of its cookie>", "user:<key>" and so on
    """
    return salted_hmac(
        "consensus.participant", f"{conversation_id}:{identity}", algorithm="sha256"
    ).hexdigest()


def user_key(conversation_id: int, user_id: int) -> str:
    """Return the key of somebody who is signed in."""
    return key_of(conversation_id, f"user:{user_id}")


def network_of(conversation_id: int, address: str) -> str:
    """Return the key of the network of an address: 32 letters; the address cannot be read in it."""
    return salted_hmac(
        "consensus.network", f"{conversation_id}:{_network(address)}", algorithm="sha256"
    ).hexdigest()[:32]


def _network(address: str) -> str:
    try:
        found = ip_address(address)
    except ValueError:
        return address  # a kiosk, somebody who enters sheets, or nothing that can be told
    if isinstance(found, IPv6Address) and found.ipv4_mapped:
        found = found.ipv4_mapped
    return str(ip_network((found, _BITS[found.version]), strict=False))
