"""What `check --deploy` refuses."""

from django.core.checks import CheckMessage, Error, register

from .signing import NoSigningKey, signer, unsigned_is_allowed


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
