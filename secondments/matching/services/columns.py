"""Many rows at once, straight from the database into arrays and back (PostgreSQL's COPY)."""

import json
from collections.abc import Iterable, Sequence
from io import BytesIO, StringIO
from typing import Any

import numpy as np
from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import BooleanField, F, IntegerField, Model, QuerySet
from django.db.models.expressions import RawSQL
from django.db.models.functions import Cast, Coalesce
from numpy.typing import NDArray

ESCAPED = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


def numbers(rows: QuerySet, *names: str) -> NDArray[np.int64]:
    """Return (rows, names) whole numbers: keys, counts, yes and no as 1 and 0, nothing as 0.

    Takes a tenth of the time of rows as tuples.
    """
    columns = {f"column_{at}": _number(rows, name) for at, name in enumerate(names)}
    chosen = rows.annotate(**columns).values_list(*columns)
    try:
        query = chosen.query.sql_with_params()
    except EmptyResultSet:  # asked for the rows of nothing
        return np.zeros((0, len(names)), dtype=np.int64)
    buffer = BytesIO()
    with connection.wrap_database_errors, connection.cursor() as cursor:
        text = cursor.mogrify(*query).decode()
        cursor.copy_expert(f"COPY ({text}) TO STDOUT", buffer)
    return np.fromstring(buffer.getvalue().decode(), dtype=np.int64, sep=" ").reshape(
        -1, len(names)
    )


def _number(rows: QuerySet, name: str) -> Coalesce | Cast:
    first, _, further = name.partition("__")
    kind = None if further or name == "pk" else rows.model._meta.get_field(first)
    value = Cast(F(name), IntegerField()) if isinstance(kind, BooleanField) else F(name)
    return Coalesce(value, 0, output_field=IntegerField())


def positions(keys: NDArray[np.int64], wanted: NDArray[np.int64]) -> NDArray[np.int64]:
    """Where each wanted key stands among distinct keys; -1 where it does not."""
    if not len(keys):
        return np.full(len(wanted), -1, dtype=np.int64)
    order = np.argsort(keys)
    at = np.minimum(np.searchsorted(keys, wanted, sorter=order), len(keys) - 1)
    found = order[at]
    return np.where(keys[found] == wanted, found, -1)


def insert(model: type[Model], names: Sequence[str], rows: Iterable[Sequence[Any]]) -> list[int]:
    """Insert rows of these fields (a foreign key by its number) and return their keys, in order.

    Fields not named get their default. Takes a tenth of the time of `bulk_create`; what the
    database checks, it checks here too.
    """
    fields = {field.attname: field for field in model._meta.concrete_fields}
    rest = [
        field for field in fields.values() if field.attname not in names and not field.primary_key
    ]
    constant = "".join("\t" + _text(field.get_default()) for field in rest)
    lines = ["\t".join(map(_text, row)) + constant for row in rows]
    table, key = model._meta.db_table, model._meta.pk.column
    columns = [key, *(fields[name].column for name in names), *(field.column for field in rest)]
    with connection.wrap_database_errors, connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)",
            (table, key, len(lines)),
        )
        keys = [row[0] for row in cursor.fetchall()]
        text = "".join(f"{pk}\t{line}\n" for pk, line in zip(keys, lines, strict=True))
        listed = ", ".join(connection.ops.quote_name(str(column)) for column in columns)
        cursor.copy_expert(
            f"COPY {connection.ops.quote_name(table)} ({listed}) FROM STDIN", StringIO(text)
        )
    return keys


def _text(value: Any) -> str:
    """A value as COPY reads it."""
    if type(value) is int:
        return str(value)
    if value is None:
        return "\\N"
    if isinstance(value, dict | list | tuple):
        value = json.dumps(value)
    return str(value).translate(ESCAPED)


def among(keys: Iterable[int]) -> RawSQL:
    """Keys to look for with `__in`, as one array: thousands of them cost no more than one."""
    return RawSQL("SELECT unnest(%s::bigint[])", (list(keys),))
