"""Makes a table of a report or of pages with Polars. The argument is the task, as JSON."""

import gzip
import json
import sys

import polars as pl

task = json.loads(sys.argv[1])
columns = task["columns"]


def report():
    """One object holds all rows, so the whole file is read at once."""
    (path,) = task["files"]
    with (gzip.open if path.endswith(".gz") else open)(path, "rb") as file:
        groups = json.loads(file.read())
    rows = [row for group in groups.values() for row in group]
    dates = [name for name, kind in columns if kind == "Date"]
    schema = {name: pl.String if name in dates else getattr(pl, kind) for name, kind in columns}
    frame = pl.DataFrame(rows, schema=schema, strict=False, orient="row").lazy()
    return frame.with_columns(pl.col(dates).str.to_date())


def structure(fields):
    """The type of objects with these columns, each with the rest of its name."""
    types, inner = {}, {}
    for name, kind in fields:
        outer, dot, rest = name.partition(".")
        if dot:
            inner.setdefault(outer, []).append((rest, kind))
        else:
            types[name] = getattr(pl, kind)
    return pl.Struct(types | {name: structure(fields) for name, fields in inner.items()})


def pages():
    """Each page is a line, so the pages are streamed."""
    frame = pl.scan_ndjson(task["files"], schema={"items": pl.List(structure(columns))})

    def cell(name):
        first, *rest = name.split(".")
        value = pl.col("items").struct.field(first)
        for field in rest:
            value = value.struct.field(field)
        return value.alias(name)

    return frame.explode("items").select(cell(name) for name, _ in columns)


table = {"report": report, "pages": pages}[task["shape"]]()
out = task["out"]
if task["split"]:
    out = pl.PartitionBy(out, key=task["split"], include_key=True)
sink = {"csv": table.sink_csv, "ndjson": table.sink_ndjson, "parquet": table.sink_parquet}
sink[task["format"]](out, mkdir=True)
