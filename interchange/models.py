from django.db import models


class LoadedSource(models.Model):
    """Something of content/ that was loaded, and what it said then.

    The digest is also that of the loaded object. So three digests tell everything: of the file, of this row,
    and of the object as it stands now. If the object differs from the row, somebody edited it since.
    """

    kind = models.CharField(max_length=20)
    identity = models.CharField(max_length=130)
    origin = models.CharField(max_length=200, help_text="The folder it came from, by name.")
    sha256 = models.CharField(max_length=64)
    loaded_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True, blank=True, help_text="When its file was gone.")

    class Meta:
        ordering = ["kind", "identity"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "identity"], name="a_source_is_loaded_under_one_identity"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.identity}"
