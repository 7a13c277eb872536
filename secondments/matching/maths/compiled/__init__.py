"""Loops that numpy cannot express, compiled by numba when first used and kept for the next time.

Only the maths beside this folder calls them, from inside its functions, so that a web process that
never solves anything does not load a compiler. Their arguments are tuples of arrays; shapes stand
with the tuples. Types are left to numba.
"""
