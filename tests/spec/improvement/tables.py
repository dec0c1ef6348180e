"""Tables as people write them, for tests that are read as a manual."""


def rows_of(table: str) -> list[dict[str, str]]:
    """Rows of a table whose columns are parted by bars, the first line naming them.

    >>> rows_of("day | state\\n1 | open")
    [{'day': '1', 'state': 'open'}]
    """
    lines = [[cell.strip() for cell in line.split("|")] for line in table.strip().splitlines()]
    return [dict(zip(lines[0], line, strict=True)) for line in lines[1:]]
