"""Loops that numpy cannot express, compiled by numba when first used and kept for the next time.

Only the maths beside this folder calls them, from inside its functions, so that a web process that
never computes a map does not load a compiler. They run on one thread and add in a fixed order, so
that the same votes give the same bits. Types are left to numba.

Everywhere `start` (people + 1,) and `code` (votes,) are those of `maths.Votes`: person p voted
`code[start[p]:start[p + 1]]`, in the order of statements; code = 4 · statement + vote + 1.
"""
