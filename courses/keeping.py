"""The files of a released step → bytes that stay, whatever happens to the library they came from."""

from collections.abc import Iterable

from django.core.files.base import File

from .models import EditionStep, FrozenAsset, StepAsset
from .models.assets import Asset, digest_of


class Changed(Exception):
    """A file was replaced while its course was being released."""


def keep(step: EditionStep, assets: Iterable[Asset]) -> None:
    """Keep the bytes of each asset under its digest, and note that the step shows it.

    Belongs into the transaction of the release. Bytes are written before their row commits, so a release
    that fails leaves a file that the next one takes over, and never a row without its file.
    """
    for asset in {asset.sha256: asset for asset in assets}.values():
        StepAsset.objects.create(step=step, asset=_kept(asset), name=asset.name)


def _kept(asset: Asset) -> FrozenAsset:
    found = FrozenAsset.objects.filter(sha256=asset.sha256).first()
    if found:
        return found
    row = FrozenAsset(sha256=asset.sha256, media_type=asset.media_type, size=asset.size)
    _write(row, asset)
    row.save()
    return row


def _write(row: FrozenAsset, asset: Asset) -> None:
    """Copy the bytes to their place, and read them back. Raises Changed when they are not what was frozen."""
    storage, place = row.file.storage, row.file.field.generate_filename(row, asset.name)
    if not storage.exists(place):
        with asset.open() as source:
            place = storage.save(place, File(source))
    row.file.name = place
    if digest_of(row.file) != asset.sha256:
        storage.delete(place)
        raise Changed(f"“{asset.name}” was replaced while the course was released. Release it again.")
