"""Why nothing answered at an address, in some words for the person at the keyboard."""

from __future__ import annotations

import os

import aiohttp


def reason(error: Exception) -> str:
    """What an error of the network means."""
    match error:
        case TimeoutError():
            return "no answer in time"
        case aiohttp.ClientConnectorDNSError():
            return "no such host, as far as this machine can tell"
        case aiohttp.ClientConnectorCertificateError() | aiohttp.ClientSSLError():
            return "its certificate is not to be trusted"
        case aiohttp.ClientResponseError():  # as a gateway's, where something else stands in its place
            return f"it answers {error.status}"
        case aiohttp.ClientOSError() if error.errno:
            return os.strerror(error.errno).lower()
        case _:
            return "the connection was lost"
