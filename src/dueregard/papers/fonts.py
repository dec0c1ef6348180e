"""The one font of our papers: where its files are and what they are called.

Charts and PDF are drawn with Source Sans Pro (SIL Open Font Licence 1.1), which a Python
package brings, and never with a font of the machine: so the same paper has the same bytes
everywhere. This module is the only one that knows which package that is.
"""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

FAMILY = "Source Sans Pro"
"""The family name as the font files give it."""

_PACKAGE = "font_source_sans_pro"
_FACES = ("Regular", "It", "Bold", "BoldIt")


def font_folder() -> Path:
    """Folder that holds the font files.

    >>> (font_folder() / "SourceSansPro-Regular.ttf").is_file()
    True
    """
    return Path(str(files(_PACKAGE))) / "files"


def font_files() -> tuple[Path, ...]:
    """The four faces we print with: regular, italic, bold and bold italic, as TrueType.

    The folder also holds lighter and heavier weights, and each face a second time in another
    format; give these files, not the folder, to whatever would otherwise choose by chance.

    >>> [path.name for path in font_files()][:2]
    ['SourceSansPro-Regular.ttf', 'SourceSansPro-It.ttf']
    """
    folder = font_folder()
    return tuple(folder / f"SourceSansPro-{face}.ttf" for face in _FACES)
