"""A badge picture that carries its credential: the PNG form of Open Badges 3.0. Pure."""

import struct
import zlib

from .extracting import KEYWORD, PNG_SIGNATURE

# After the signature and the header chunk, whose size is fixed.
_AFTER_HEADER = len(PNG_SIGNATURE) + 12 + 13


def baked(picture: bytes, credential: bytes) -> bytes:
    """The picture with the credential in an iTXt chunk after its header. The pixels are not touched."""
    if not picture.startswith(PNG_SIGNATURE):
        raise ValueError("That is no PNG.")
    data = KEYWORD + b"\0" + b"\0\0" + b"\0" + b"\0" + credential
    chunk = struct.pack(">I", len(data)) + b"iTXt" + data + struct.pack(">I", zlib.crc32(b"iTXt" + data))
    return picture[:_AFTER_HEADER] + chunk + picture[_AFTER_HEADER:]
