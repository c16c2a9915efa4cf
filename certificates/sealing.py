"""Signing a PDF (PAdES), so that any PDF program sees that nothing was changed. Pure.

pyHanko as it comes would undo PDF/A and PDF/UA. Three things are done otherwise: the metadata is left as typst
wrote it, the signature's form field is tagged, and the key is read once instead of twice a signature.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from io import BytesIO

from asn1crypto import keys, pem
from asn1crypto import x509 as asn1
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID, ObjectIdentifier
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import signers
from pyhanko.sign.fields import (
    InvisSigSettings,
    MDPPerm,
    SigFieldSpec,
    SigSeedSubFilter,
    append_signature_field,
)
from pyhanko_certvalidator.registry import SimpleCertificateStore

FIELD = "Signature"
# Room for the signature and the certificates; given, pyHanko need not sign twice to find out.
RESERVED = 12_288
DOCUMENT_SIGNING = ObjectIdentifier("1.3.6.1.5.5.7.3.36")
STANDS = timedelta(days=3650)


class WrongKey(ValueError):
    """The file holds no RSA key with its certificate."""


@dataclass(frozen=True, slots=True)
class Seal:
    """A key with its certificate and those that vouch for it, ready to sign."""

    signer: signers.Signer
    certificate: bytes  # DER
    root: bytes  # DER; the certificate itself when it vouches for itself

    @property
    def key_id(self) -> str:
        return sha256(self.certificate).hexdigest()


class _Signer(signers.SimpleSigner):
    """Signs with a key that was read once."""

    key: RSAPrivateKey

    def sign_raw(self, data: bytes, digest_algorithm: str) -> bytes:
        return self.key.sign(data, PKCS1v15(), SHA256())


class _Writer(IncrementalPdfFileWriter):
    """Appends to a file without rewriting what makes it PDF/A."""

    def _update_meta(self) -> None:
        """The metadata stays as typst wrote it."""

    def ensure_output_version(self, version: tuple[int, int]) -> None:
        """PDF 1.7, as PDF/A-3 and PDF/UA-1 ask."""


def load(text: bytes) -> Seal:
    """A seal from PEM: the private key, its certificate, and those that vouch for it. Raises WrongKey."""
    try:
        key = load_pem_private_key(text, password=None)
        certificates = [
            asn1.Certificate.load(der)
            for kind, _, der in pem.unarmor(text, multiple=True)
            if kind == "CERTIFICATE"
        ]
    except (ValueError, TypeError) as error:
        raise WrongKey("The file holds no readable key.") from error
    if not isinstance(key, RSAPrivateKey) or not certificates:
        raise WrongKey("The file must hold an RSA key and its certificate.")
    store = SimpleCertificateStore()
    store.register_multiple(certificates[1:])
    signer = _Signer(
        signing_cert=certificates[0],
        signing_key=keys.PrivateKeyInfo.load(
            key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
        ),
        cert_registry=store,
        embed_roots=True,
    )
    signer.key = key
    return Seal(signer, certificates[0].dump(), certificates[-1].dump())


def seal(pdf: bytes, by: Seal, *, reason: str, at: datetime) -> bytes:
    """The signed file: a certification signature that allows no change at all."""
    writer = _Writer(BytesIO(pdf + b"\n"))  # typst ends without a newline
    append_signature_field(
        writer,
        SigFieldSpec(
            FIELD,
            readable_field_name="Signature of the issuer",
            invis_sig_settings=InvisSigSettings(
                set_hidden_flag=False, set_print_flag=True, box_out_of_bounds=True
            ),
        ),
    )
    _tag(writer)
    settings = signers.PdfSignatureMetadata(
        field_name=FIELD,
        md_algorithm="sha256",
        reason=reason,
        subfilter=SigSeedSubFilter.PADES,
        certify=True,
        docmdp_permissions=MDPPerm.NO_CHANGES,
    )
    signer = signers.PdfSigner(settings, signer=by.signer)
    made: BytesIO = signer.sign_pdf(writer, bytes_reserved=RESERVED)
    return made.getvalue()


def _tag(writer: IncrementalPdfFileWriter) -> None:
    """Give the field its place in the tag tree, as PDF/UA asks of every form field."""
    widget = writer.root["/AcroForm"]["/Fields"].raw_get(0)
    tree = writer.root["/StructTreeRoot"]
    parents = tree["/ParentTree"]
    number = int(tree["/ParentTreeNextKey"]) if "/ParentTreeNextKey" in tree else _next_key(parents)
    top = tree["/K"].raw_get(0) if isinstance(tree["/K"], generic.ArrayObject) else tree.raw_get("/K")
    form = generic.DictionaryObject(
        {
            pdf_name("/Type"): pdf_name("/StructElem"),
            pdf_name("/S"): pdf_name("/Form"),
            pdf_name("/P"): top,
            pdf_name("/K"): generic.DictionaryObject(
                {
                    pdf_name("/Type"): pdf_name("/OBJR"),
                    pdf_name("/Obj"): widget,
                    pdf_name("/Pg"): writer.root["/Pages"]["/Kids"].raw_get(0),
                }
            ),
        }
    )
    place = writer.add_object(form)
    _append(top.get_object(), "/K", place, writer)
    _enter(parents, number, place, writer)
    tree[pdf_name("/ParentTreeNextKey")] = generic.NumberObject(number + 1)
    writer.update_container(tree)
    field = widget.get_object()
    field[pdf_name("/StructParent")] = generic.NumberObject(number)
    writer.update_container(field)


def _append(
    holder: generic.DictionaryObject, name: str, item: generic.PdfObject, writer: IncrementalPdfFileWriter
) -> None:
    """Add to a list that may be a single item yet."""
    now = holder.raw_get(name)
    values = now.get_object() if isinstance(now, generic.IndirectObject) else now
    items = list(values) if isinstance(values, generic.ArrayObject) else [now]
    if isinstance(values, generic.ArrayObject):
        items = [values.raw_get(at) for at in range(len(values))]
    holder[pdf_name(name)] = generic.ArrayObject([*items, item])
    writer.update_container(holder)


def _enter(
    parents: generic.DictionaryObject, number: int, place: generic.PdfObject, writer: IncrementalPdfFileWriter
) -> None:
    """Add a number and its element to a number tree, which is one leaf or a list of leaves."""
    pair = [generic.NumberObject(number), place]
    if "/Nums" in parents:
        nums = parents["/Nums"]
        kept = [nums.raw_get(at) for at in range(len(nums))]
        parents[pdf_name("/Nums")] = generic.ArrayObject([*kept, *pair])
        writer.update_container(parents)
        return
    leaf = generic.DictionaryObject(
        {
            pdf_name("/Nums"): generic.ArrayObject(pair),
            pdf_name("/Limits"): generic.ArrayObject([pair[0], pair[0]]),
        }
    )
    _append(parents, "/Kids", writer.add_object(leaf), writer)


def _next_key(parents: generic.DictionaryObject) -> int:
    """One more than the highest number in the tree."""
    if "/Nums" in parents:
        nums = parents["/Nums"]
        return max((int(nums[at]) for at in range(0, len(nums), 2)), default=-1) + 1
    return max(_next_key(kid) for kid in parents["/Kids"])


def make(organisation: str, now: datetime) -> bytes:
    """A new key with a certificate and a root of its own, as PEM. The root's key is thrown away.

    PDF programs call the signer unknown until a reader trusts that root; a bought certificate for signing
    documents, in the same form, is known to them.
    """
    root_key, key = generate_private_key(65537, 3072), generate_private_key(65537, 3072)
    root_name = _name(organisation, f"{organisation} certificate root")
    root = (
        _builder(root_name, root_name, root_key, now)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(signs_certificates=True), critical=True)
        .sign(root_key, SHA256())
    )
    leaf = (
        _builder(_name(organisation, organisation), root_name, key, now)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(signs_certificates=False), critical=True)
        # Poppler wants the second beside the first.
        .add_extension(
            x509.ExtendedKeyUsage([DOCUMENT_SIGNING, ExtendedKeyUsageOID.EMAIL_PROTECTION]), critical=False
        )
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(root_key.public_key()), critical=False
        )
        .sign(root_key, SHA256())
    )
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return private + leaf.public_bytes(Encoding.PEM) + root.public_bytes(Encoding.PEM)


def _name(organisation: str, common: str) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, organisation[:64]),
            x509.NameAttribute(NameOID.COMMON_NAME, common[:64]),
        ]
    )


def _builder(
    subject: x509.Name, issuer: x509.Name, key: RSAPrivateKey, now: datetime
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now.astimezone(UTC) - timedelta(days=1))
        .not_valid_after(now.astimezone(UTC) + STANDS)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )


def _usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs_certificates,
        content_commitment=not signs_certificates,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        encipher_only=False,
        decipher_only=False,
    )
