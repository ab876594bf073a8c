"""What is done to every answer on its way out."""

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware

COMPRESSIBLE = ("text/", "application/json", "application/xml", "application/manifest+json")


class CompressionMiddleware(GZipMiddleware):
    """Compresses text; a picture or a file gains nothing and would lose its length.

    Beside secrets, compression invites BREACH: whoever can make a person's browser ask for a page
    thousands of times, with guesses in it, could read a secret off the sizes. Three things stand
    against that. The session cookie is SameSite=Lax, so that what another site loads behind a
    person's back comes without their pages. The CSRF token is masked anew on every page. And
    Django adds up to a hundred random bytes to each answer, its mitigation "Heal the BREACH".
    """

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        """The answer, smaller where it is text."""
        if not response.headers.get("Content-Type", "").startswith(COMPRESSIBLE):
            return response
        return super().process_response(request, response)
