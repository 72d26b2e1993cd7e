"""Compares Parquet files with a CSV file of the same rows, as DuckDB, Polars, and pyarrow read them.

Usage: judge.py SCHEMA CSV PARQUET, where SCHEMA is what `--schema bigquery` prints, and PARQUET is a
file or the folder of Hive partitions. Prints the facts of the file as JSON.
"""

import csv
import json
import os
import subprocess
import sys
from datetime import date, datetime, timezone
from decimal import ROUND_HALF_UP, Context, Decimal

import polars
import pyarrow.dataset
import pyarrow.parquet

schema, rows, target = sys.argv[1:]
with open(schema, encoding="utf-8") as file:
    published = [(column["name"], column["type"]) for column in json.load(file)]
names = [name for name, _ in published]
types = dict(published)
is_folder = os.path.isdir(target)
every = f"{target}/**/*.parquet" if is_folder else target

ARROW = {
    "STRING": "string",
    "JSON": "string",
    "INTEGER": "int64",
    "BIGNUMERIC": "decimal128(38, 18)",
    "FLOAT": "double",
    "BOOLEAN": "bool",
    "DATE": "date32[day]",
    "TIMESTAMP": "timestamp[us, tz=UTC]",
}
POLARS = {
    "STRING": "String",
    "JSON": "String",
    "INTEGER": "Int64",
    "BIGNUMERIC": "Decimal(precision=38, scale=18)",
    "FLOAT": "Float64",
    "BOOLEAN": "Boolean",
    "DATE": "Date",
    "TIMESTAMP": "Datetime(time_unit='us', time_zone='UTC')",
}
DUCKDB = {
    "STRING": "VARCHAR",
    "JSON": "VARCHAR",
    "INTEGER": "BIGINT",
    "BIGNUMERIC": "DECIMAL(38,18)",
    "FLOAT": "DOUBLE",
    "BOOLEAN": "BOOLEAN",
    "DATE": "DATE",
    "TIMESTAMP": "TIMESTAMP WITH TIME ZONE",
}


def instant(text):
    if text.isdigit():
        number = int(text)
        return datetime.fromtimestamp(number / (1000 if number >= 10**11 else 1), timezone.utc)
    time = datetime.fromisoformat(text)
    return time if time.tzinfo else time.replace(tzinfo=timezone.utc)


def decimal(text):
    return Decimal(text).quantize(Decimal("1e-18"), ROUND_HALF_UP, Context(prec=80))


VALUE = {
    "STRING": str,
    "JSON": str,
    "INTEGER": lambda text: int(Decimal(text)),
    "BIGNUMERIC": decimal,
    "FLOAT": float,
    "BOOLEAN": lambda text: {"true": True, "false": False}[text],
    "DATE": date.fromisoformat,
    "TIMESTAMP": instant,
}


def of_csv(reader):
    """The rows of CSV, whose empty cells are texts without a character or nothing."""
    header, *lines = reader
    assert header == names, (header, names)
    for line in lines:
        yield tuple(VALUE[types[name]](cell) if cell else None for name, cell in zip(names, line))


def of_values(lines):
    """The rows of a reader with types. A partition may be a text."""
    for line in lines:
        yield tuple(of_value(types[name], value) for name, value in zip(names, line))


def of_value(type_name, value):
    if value == "":
        return None
    return date.fromisoformat(value) if type_name == "DATE" and isinstance(value, str) else value


def duckdb(query):
    command = ["duckdb", "-csv", "-nullvalue", "", "-c", f"SET TimeZone = 'UTC'; {query}"]
    return csv.reader(subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines(True))


def check(reader, found, expected):
    found = list(found)
    if is_folder:
        found, expected = sorted(found, key=repr), sorted(expected, key=repr)
    assert len(found) == len(expected), (reader, len(found), len(expected))
    for at, (one, other) in enumerate(zip(found, expected)):
        for name, is_there, should_be in zip(names, one, other):
            assert is_there == should_be, (reader, at, name, is_there, should_be)


def check_types(reader, found, words):
    for name, type_name in published:
        is_partition = is_folder and type_name == "DATE"
        assert is_partition or found[name] == words[type_name], (reader, name, found[name], type_name)


with open(rows, encoding="utf-8", newline="") as file:
    expected = list(of_csv(csv.reader(file)))

arrow = pyarrow.dataset.dataset(target, partitioning="hive" if is_folder else None).to_table()
check_types("pyarrow", {field.name: str(field.type) for field in arrow.schema}, ARROW)
check("pyarrow", of_values(zip(*(arrow[name].to_pylist() for name in names))), expected)

frame = polars.read_parquet(every, hive_partitioning=is_folder)
check_types("Polars", {name: str(kind) for name, kind in frame.schema.items()}, POLARS)
check("Polars", of_values(frame.select(names).rows()), expected)

columns = ", ".join(f'"{name}"' for name in names)
source = f"read_parquet('{every}', hive_partitioning = {str(is_folder).lower()})"
described = {row[0]: row[1] for row in duckdb(f"DESCRIBE SELECT {columns} FROM {source}")}
check_types("DuckDB", described, DUCKDB)
# Of no rows, it prints no header either.
if expected:
    check("DuckDB", of_csv(duckdb(f"SELECT {columns} FROM {source}")), expected)

if not is_folder:
    file = pyarrow.parquet.ParquetFile(target)
    groups = [file.metadata.row_group(at) for at in range(file.metadata.num_row_groups)]
    for group in groups:
        for column in (group.column(at) for at in range(group.num_columns)):
            assert column.compression == "ZSTD", column.compression
            statistics = column.statistics
            has_values = statistics.null_count < group.num_rows
            assert statistics.has_null_count and statistics.has_min_max == has_values, column
    facts = {
        "rows": file.metadata.num_rows,
        "created_by": file.metadata.created_by,
        "facts": {key.decode(): value.decode() for key, value in (file.metadata.metadata or {}).items()},
        "optional": all("optional" in line for line in str(file.schema).splitlines() if ";" in line),
    }
    print(json.dumps(facts))
