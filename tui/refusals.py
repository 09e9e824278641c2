"""What is said when a server does not answer as it should, in one Swedish sentence."""

import httpx

from tui.words import say

OTHER_VERSION = "Servern svarade på ett sätt som programmet inte förstår; kontrollera att båda är av samma version."
BROKEN = "Förbindelsen med servern bröts; försök igen."


def unreached(error: httpx.RequestError) -> str:
    """Why no answer came."""
    if isinstance(error, httpx.ConnectError | httpx.ConnectTimeout | httpx.UnsupportedProtocol):
        return say("Servern går inte att nå; kontrollera att den är igång och att adressen stämmer.")
    if isinstance(error, httpx.TimeoutException):
        return say("Servern svarade inte i tid; försök igen om en stund.")
    return say(BROKEN)


def refused(response: httpx.Response) -> str:
    """Why the answer is a refusal: the server's own sentence, where it has one."""
    try:
        problem = response.json()
    except ValueError:
        problem = None
    detail = problem.get("detail") if isinstance(problem, dict) else None
    if isinstance(detail, str) and detail:
        return detail
    code = response.status_code
    return say("Servern kunde inte svara (felkod {code}); försök igen om en stund.", code=code)
