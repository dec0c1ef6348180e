"""The paper as a Word file that a staff officer can edit: real styles, numbers and tables.

This package is the one door to python-docx. The body is written as WordprocessingML text,
block by block, because python-docx takes milliseconds for each table cell; python-docx makes
the package: parts, relationships, content types and pictures.
"""

from dueregard.papers.renderers.docx.package import render

__all__ = ["render"]
