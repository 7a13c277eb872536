"""Rough consensus as arithmetic: votes in, an opinion map out.

`opinion_map` does the whole of it; `place` shows somebody their own place on it; `draw_statement`
chooses what to ask next; `crowd` makes of it what may be shown to all; `identical`, `all_agree` and
`one_network` look for abuse.
"""

from volunteers.consensus.maths.components import place
from volunteers.consensus.maths.crowds import Crowd, crowd
from volunteers.consensus.maths.maps import Earlier, OpinionMap, map_of, opinion_map
from volunteers.consensus.maths.routing import draw_statement, routing_weights
from volunteers.consensus.maths.statements import Divides, Said, group_informed_consensus
from volunteers.consensus.maths.suspicion import Suspects, all_agree, identical, one_network
from volunteers.consensus.maths.votes import Votes, pack, tally

__all__ = [
    "Crowd",
    "Divides",
    "Earlier",
    "OpinionMap",
    "Said",
    "Suspects",
    "Votes",
    "all_agree",
    "crowd",
    "draw_statement",
    "group_informed_consensus",
    "identical",
    "map_of",
    "one_network",
    "opinion_map",
    "pack",
    "place",
    "routing_weights",
    "tally",
]
