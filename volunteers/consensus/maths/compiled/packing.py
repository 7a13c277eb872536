"""Votes in any order, laid out person by person."""

from numba import njit


@njit(cache=True)
def count(person, many):
    """Add the votes of each person to many[person + 1]."""
    for p in person:
        many[p + 1] += 1


@njit(cache=True)
def lay(person, each, place, code):
    """Put each code at the next place of its person."""
    for i in range(len(person)):
        p = person[i]
        code[place[p]] = each[i]
        place[p] += 1


@njit(cache=True)
def put_in_order(start, code):
    """Sort the codes of each person; return where a statement comes again, or -1."""
    for p in range(len(start) - 1):
        first, last = start[p], start[p + 1]
        for i in range(first + 1, last):
            if code[i] < code[i - 1]:
                code[first:last].sort()
                break
        for i in range(first + 1, last):
            if code[i] >> 2 == code[i - 1] >> 2:
                return i
    return -1


@njit(cache=True)
def tally(start, code, group, counts):
    """Add the votes of everybody in a group (0 or more) to counts[group, code]."""
    for p in range(len(start) - 1):
        g = group[p]
        if g >= 0:
            for i in range(start[p], start[p + 1]):
                counts[g, code[i]] += 1
