"""Rough consensus as arithmetic: votes in, an opinion map out.

`opinion_map` does the whole of it; `place` shows somebody their own place on it; `draw_statement`
chooses what to ask next; `crowd` makes of it what may be shown to all; `identical`, `all_agree` and
`one_network` look for abuse.
"""

from volunteers.consensus.maths.components import place
from volunteers.consensus.maths.maps import Earlier, OpinionMap, map_of, opinion_map
from volunteers.consensus.maths.statements import Divides, Said, group_informed_consensus
from volunteers.consensus.maths.votes import Votes, pack, tally

__all__ = [
    "Divides",
    "Earlier",
    "OpinionMap",
    "Said",
    "Votes",
    "group_informed_consensus",
    "map_of",
    "opinion_map",
    "pack",
    "place",
    "tally",
]
