"""What `check --deploy` refuses."""

from django.core.checks import CheckMessage, Error, register

from .signing import NoSigningKey, paper_seal, signer, token_key, unsigned_is_allowed


@register("security", deploy=True)
def certificates_are_signed(app_configs, **kwargs) -> list[CheckMessage]:
    """Production must be able to sign. An unsigned certificate is a claim that nobody can check."""
    if unsigned_is_allowed():
        return []
    try:
        signer()
    except NoSigningKey as error:
        return [Error(str(error), hint="docs/running.md, signing keys", id="certificates.E001")]
    return []


@register("security", deploy=True)
def papers_and_tokens_are_signed(app_configs, **kwargs) -> list[CheckMessage]:
    """Without these keys a PDF is handed out unsigned, and nobody gets a token."""
    if unsigned_is_allowed():
        return []
    found: list[CheckMessage] = []
    for kind, key in (("paper", paper_seal), ("rs256", token_key)):
        try:
            key()
        except NoSigningKey as error:
            hint = f"manage.py make_signing_key --kind {kind}"
            found.append(Error(str(error), hint=hint, id="certificates.E002"))
    return found
