"""How long an MP3 is: its frames, counted one by one. Pure. ISO/IEC 11172-3 and 13818-3, layer III."""

from decimal import Decimal
from typing import BinaryIO

MOST_FRAMES = 2_000_000  # some thirteen hours
# Kilobits a second, by their index: MPEG 1, and MPEG 2 with 2.5.
RATES_1 = (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320)
RATES_2 = (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160)
SAMPLING = {3: (44100, 48000, 32000), 2: (22050, 24000, 16000), 0: (11025, 12000, 8000)}
NO_MP3 = "It is damaged, or no MP3 at all. Export it again."


def seconds_of(stream: BinaryIO, size: int) -> Decimal:
    """The length in seconds. Raises ValueError unless nearly all of the file is frames."""
    at = start = _behind_tags(stream)
    seconds, frames = Decimal(), 0
    while at + 4 <= size and frames < MOST_FRAMES:
        stream.seek(at)
        found = _frame(stream.read(4))
        if found is None:
            break
        length, lasts = found
        seconds, frames, at = seconds + lasts, frames + 1, at + length
    # Behind the last frame may stand tags, of a few kilobytes.
    if frames < 3 or (size - at > 64 * 1024 and at - start < 0.9 * (size - start)):
        raise ValueError(NO_MP3)
    return round(seconds, 3)


def _behind_tags(stream: BinaryIO) -> int:
    """Where the first frame stands: behind an ID3v2 tag, whose size has seven bits a byte."""
    stream.seek(0)
    head = stream.read(10)
    if not head.startswith(b"ID3") or len(head) < 10:
        return 0
    size = 0
    for byte in head[6:]:
        size = size << 7 | byte & 0x7F
    return size + 10


def _frame(head: bytes) -> tuple[int, Decimal] | None:
    """The length of a frame in bytes, and in seconds. None: no frame begins here."""
    if len(head) < 4 or head[0] != 0xFF or head[1] & 0xE0 != 0xE0:
        return None
    version, layer = head[1] >> 3 & 3, head[1] >> 1 & 3
    rate, sampling = head[2] >> 4, head[2] >> 2 & 3
    if version == 1 or layer != 1 or rate in (0, 15) or sampling == 3:
        return None
    samples = 1152 if version == 3 else 576
    kilobits = (RATES_1 if version == 3 else RATES_2)[rate]
    hertz = SAMPLING[version][sampling]
    length = samples // 8 * kilobits * 1000 // hertz + (head[2] >> 1 & 1)
    return length, Decimal(samples) / hertz
