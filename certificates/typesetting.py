"""From plain values to a PDF that is accessible (PDF/UA-1) and archivable (PDF/A-3a). Pure."""

import json
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import typst

from .streams import unmistakable

# Read once. `typst.compile` may share them between threads; a `typst.Compiler` may not be shared.
FONTS = typst.Fonts(
    include_system_fonts=False,
    include_embedded_fonts=False,
    font_paths=[str(Path(__file__).parent / "typst/fonts")],
)


def typeset(template: Path, sheet: Mapping[str, Any], at: datetime) -> bytes:
    """The PDF of a template for these values, dated `at`: the same bytes for the same three."""
    return unmistakable(
        typst.compile(
            str(template),
            root=str(template.parent),
            font_paths=FONTS,
            format="pdf",
            sys_inputs={"data": json.dumps(sheet, ensure_ascii=False)},
            pdf_standards=["a-3a", "ua-1"],
            timestamp=int(at.timestamp()),
        )
    )
