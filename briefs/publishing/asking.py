"""Asking other hosts whether an address still leads somewhere: politely, and never in here.

HEAD first, then GET, without reading what comes; few hosts at a time and each host one at a
time, with a pause; `Retry-After` is heeded. No connection is made to an address within a
private network, whatever names or redirections lead to it, for each is looked at when its
socket is made.
"""

import asyncio
import contextlib
import datetime as dt
import socket
import ssl
from collections import defaultdict
from collections.abc import Iterable, Sequence
from email.utils import parsedate_to_datetime
from functools import cache
from http import HTTPStatus
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from typing import Any
from urllib.parse import urlsplit

import aiohttp
import certifi
from yarl import URL

from briefs.models.link_check import LONGEST, Answer, Outcome, Reason

HOSTS = 4  # asked at the same time
PAUSE = 1.0  # seconds between two questions to one host
PATIENCE = aiohttp.ClientTimeout(total=20, connect=10)
STEPS = 5  # of redirection
_FOR_GOOD = {HTTPStatus.MOVED_PERMANENTLY, HTTPStatus.PERMANENT_REDIRECT}
_WAIT = {HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE}
_GONE = {HTTPStatus.NOT_FOUND, HTTPStatus.GONE}
# The sender left out a certificate between: browsers fetch it, we don't.
_INCOMPLETE = {20, 21}

type Network = IPv4Network | IPv6Network


class Private(OSError):
    """The address is within a private network."""

    def __init__(self) -> None:
        super().__init__("within a private network")  # one text, by which several become one


def ask(
    urls: Iterable[str],
    *,
    sender: str,
    seconds: float,
    networks: Sequence[Network] = (),
    pause: float = PAUSE,
) -> dict[str, Answer]:
    """Ask for each address, and begin no question once `seconds` are over.

    `sender` says who asks; `networks` are private ones that may be asked, too. What could
    not be asked in time, or whose host wants a rest, isn't in the result.
    """
    return asyncio.run(_ask(urls, sender, seconds, networks, pause))


async def _ask(
    urls: Iterable[str], sender: str, seconds: float, networks: Sequence[Network], pause: float
) -> dict[str, Answer]:
    by_host: dict[str, list[str]] = defaultdict(list)
    for url in urls:
        by_host[urlsplit(url).hostname or ""].append(url)
    connector = aiohttp.TCPConnector(
        socket_factory=_Guard(networks), ssl=_certificates(), force_close=True
    )
    answers: dict[str, Answer] = {}
    few, end = asyncio.Semaphore(HOSTS), asyncio.get_running_loop().time() + seconds

    async def ask_host(session: aiohttp.ClientSession, urls: list[str]) -> None:
        async with few:
            for place, url in enumerate(urls):
                await asyncio.sleep(pause if place else 0)
                if asyncio.get_running_loop().time() >= end:
                    return
                answers[url] = answer = await _ask_for(session, url, pause)
                if answer.busy:  # for all of the host
                    answers.update(dict.fromkeys(urls[place:], answer))
                    return

    async with aiohttp.ClientSession(
        connector=connector,
        timeout=PATIENCE,
        headers={"User-Agent": sender},
        cookie_jar=aiohttp.DummyCookieJar(),
    ) as session:
        await asyncio.gather(*(ask_host(session, urls) for urls in by_host.values()))
    return answers


async def _ask_for(session: aiohttp.ClientSession, url: str, pause: float) -> Answer:
    """HEAD, and GET where that isn't answered well: many sites know GET alone."""
    answer = await _try(session, "HEAD", url)
    if answer.outcome == Outcome.WORKS or answer.busy:
        return answer
    if answer.reason in {Reason.HOST, Reason.PRIVATE, Reason.CERTIFICATE, Reason.CHAIN}:
        return answer  # which GET would say again
    await asyncio.sleep(pause)
    return await _try(session, "GET", url)


async def _try(session: aiohttp.ClientSession, method: str, url: str) -> Answer:
    try:
        request = session.request(method, URL(url, encoded=True), max_redirects=STEPS)
        async with request as response:
            return _of_response(response, url)
    except (aiohttp.ClientError, OSError, ValueError) as error:
        return _of_error(error)


def _of_response(response: aiohttp.ClientResponse, url: str) -> Answer:
    status = response.status
    if status < HTTPStatus.BAD_REQUEST:
        last = str(response.url)
        for_good = bool(response.history) and all(
            step.status in _FOR_GOOD for step in response.history
        )
        moved = last if for_good and last != url and len(last) <= LONGEST else ""
        return Answer(outcome=Outcome.WORKS, status=status, moved_to=moved)
    wait = _wait(response.headers.get("Retry-After", ""))
    if status == HTTPStatus.TOO_MANY_REQUESTS or (status in _WAIT and wait):
        return Answer(outcome=Outcome.UNKNOWN, status=status, reason=Reason.BUSY, wait=wait)
    if status in _GONE or HTTPStatus.INTERNAL_SERVER_ERROR <= status < 600:
        return Answer(outcome=Outcome.FAILED, status=status, reason=Reason.STATUS)
    return Answer(outcome=Outcome.UNKNOWN, status=status, reason=Reason.REFUSED)


def _of_error(error: Exception) -> Answer:
    match error:
        case aiohttp.ClientConnectorDNSError():
            return _failed(Reason.HOST)
        case aiohttp.ClientConnectorCertificateError(certificate_error=cause):
            code = getattr(cause, "verify_code", None)
            if code in _INCOMPLETE:
                return Answer(outcome=Outcome.UNKNOWN, reason=Reason.CHAIN)
            return _failed(Reason.CERTIFICATE)
        case aiohttp.ClientConnectorError(os_error=Private()):
            return Answer(outcome=Outcome.UNKNOWN, reason=Reason.PRIVATE)
        case aiohttp.TooManyRedirects():
            return _failed(Reason.CIRCLE)
        case TimeoutError():
            return _failed(Reason.TIME)
        case aiohttp.ClientConnectionError():
            return _failed(Reason.CONNECTION)
        case _:
            return _failed(Reason.MALFORMED)


def _failed(reason: Reason) -> Answer:
    return Answer(outcome=Outcome.FAILED, reason=reason)


def _wait(retry_after: str) -> dt.timedelta:
    """How long a host wants to be left alone: seconds, or a date."""
    nothing = dt.timedelta()
    if retry_after.isascii() and retry_after.isdigit():
        return dt.timedelta(seconds=min(int(retry_after[:9]), 10**9))
    with contextlib.suppress(ValueError):
        until = parsedate_to_datetime(retry_after)
        if until.tzinfo:
            return max(nothing, until - dt.datetime.now(dt.UTC))
    return nothing


class _Guard:
    """Makes sockets, but none to an address within a private network that isn't allowed."""

    def __init__(self, allowed: Sequence[Network]) -> None:
        self._allowed = allowed

    def __call__(self, info: Any) -> socket.socket:
        family, kind, protocol, _name, address = info
        if not self.allows(address[0]):
            raise Private
        made = socket.socket(family, kind, protocol)
        made.setblocking(False)
        return made

    def allows(self, host: str) -> bool:
        address = _inner(ip_address(host))
        if any(address in network for network in self._allowed):
            return True
        return address.is_global and not address.is_multicast


def _inner(address: IPv4Address | IPv6Address) -> IPv4Address | IPv6Address:
    """The IPv4 address that an IPv6 one stands for, where it does."""
    if isinstance(address, IPv4Address):
        return address
    translated = IPv4Address(int(address) & 0xFFFFFFFF) if address in _NAT64 else None
    teredo = address.teredo[1] if address.teredo else None
    return address.ipv4_mapped or address.sixtofour or teredo or translated or address


_NAT64 = IPv6Network("64:ff9b::/96")


@cache
def _certificates() -> ssl.SSLContext:
    """Those that the system trusts, and Mozilla's where it has none."""
    context = ssl.create_default_context(cafile=certifi.where())
    context.load_default_certs()
    return context
