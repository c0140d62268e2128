"""Which network addresses a crawl may connect to.

`refusal` judges an address as the operating system is about to connect to it, after DNS: the one place where
no spelling, redirect or changed DNS answer can hide it.
"""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address

_METADATA = frozenset(
    ip_address(known)
    for known in (
        "169.254.169.254",  # AWS, Azure, Google, OpenStack, DigitalOcean, Oracle
        "169.254.170.2",  # AWS ECS credentials
        "169.254.170.23",  # AWS EKS credentials
        "100.100.100.200",  # Alibaba
        "192.0.0.192",  # Oracle, old
        "168.63.129.16",  # Azure platform
        "fd00:ec2::254",  # AWS
        "fd00:ec2::23",  # AWS EKS credentials
        "fd20:ce::254",  # Google
    )
)
"""Where clouds hand credentials to their own machines: never a page, whatever the configuration says."""

_EMBEDDED_V4 = (
    (IPv6Network("::ffff:0:0/96"), 0),  # IPv4-mapped, RFC 4291
    (IPv6Network("::ffff:0:0:0/96"), 0),  # IPv4-translated, RFC 7915
    (IPv6Network("::/96"), 0),  # IPv4-compatible, RFC 4291
    (IPv6Network("64:ff9b::/96"), 0),  # NAT64, RFC 6052
    (IPv6Network("64:ff9b:1::/48"), 0),  # local NAT64, RFC 8215
    (IPv6Network("2002::/16"), 80),  # 6to4, RFC 3056
)
"""IPv6 ranges that lead to an IPv4 address, and how many bits stand to the right of it."""

_TEREDO = IPv6Network("2001::/32")


def refusal(address: str, *, allow_private: bool = False) -> str | None:
    """Why `address` (IPv4 or IPv6, as a socket takes it) must not be connected to; None when it may be.

    Private, loopback, link-local, shared (CGNAT), reserved and multicast addresses are refused, and IPv6 ones
    that lead to them. `allow_private` lets them through, but for multicast and cloud metadata services.
    """
    try:
        ip = ip_address(address.partition("%")[0])
    except ValueError:
        return f"{address} is not an IP address"
    for reached in _reaches(ip):
        if reached in _METADATA:
            return f"{address} is a cloud metadata address"
        if reached.is_multicast:
            return f"{address} is a multicast address"
        if not allow_private and not reached.is_global:
            return f"{address} is not a public address ({_range(reached)})"
    return None


def _reaches(ip: IPv4Address | IPv6Address) -> list[IPv4Address | IPv6Address]:
    """The address, and the IPv4 address inside it where it is only a way to one."""
    if isinstance(ip, IPv4Address):
        return [ip]
    if ip == IPv6Address("::1") or ip == IPv6Address("::"):
        return [ip]
    for network, shift in _EMBEDDED_V4:
        if ip in network:
            return [IPv4Address((int(ip) >> shift) & 0xFFFFFFFF)]
    if ip in _TEREDO:
        return [ip, IPv4Address(~int(ip) & 0xFFFFFFFF)]
    return [ip]


def _range(ip: IPv4Address | IPv6Address) -> str:
    if ip.is_loopback:
        return "loopback"
    if ip.is_link_local:
        return "link-local"
    if ip.is_unspecified:
        return "unspecified"
    return "private" if ip.is_private else "reserved or shared"
