"""Whether a text may be about a person who can be known: told from its letters alone.

It errs to yes: a moderator reads it then, and nothing is lost. It never says who is meant.
"""

import re
from itertools import pairwise

_HANDLE = re.compile(r"(?<![\w.])@\w{2,}")
_MAIL = re.compile(r"[\w.+-]+@[\w-]+\.\w+")
_PHONE = re.compile(r"(?:\+|\b0)(?:[\s().-]*\d){9,13}\b")
_TITLED = re.compile(
    r"\b(?:mr|mrs|ms|mx|miss|dr|prof|professor|sir|dame|lord|lady|cllr|councillor|mp|rev|revd"
    r"|reverend|imam|rabbi|pc|sgt|inspector|judge|baroness|captain)\b\.?\s+(?-i:[^\W\d_a-z])",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_SENTENCE_ENDS = re.compile(r"[.!?…:;]\s*[\"”’')]*\s*$")


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Words that stand beside each other with capitals and name no person.
_PLACES = _words(
    """
    london londoner londoners thames england britain united kingdom uk british english europe
    barking dagenham barnet bexley brent bromley camden croydon ealing enfield greenwich hackney
    hammersmith fulham haringey harrow havering hillingdon hounslow islington kensington chelsea
    kingston lambeth lewisham merton newham redbridge richmond southwark sutton tower hamlets
    waltham forest wandsworth westminster city brixton peckham tottenham stratford wimbledon
    shoreditch soho walworth deptford streatham clapham battersea putney brentford wembley
    heathrow gatwick docklands canary wharf elephant castle euston paddington waterloo victoria
    north south east west northern southern eastern western central inner outer greater upper lower
    council councils borough boroughs assembly government parliament mayor hall house town
    road street lane avenue square park green common heath hill market bridge station garden gardens
    line overground underground tube bus buses cross gate court estate centre hospital school
    university college library museum airport rail network transport for police metropolitan fire
    brigade service services department ministry office agency housing association
    january february march april may june july august september october november december
    monday tuesday wednesday thursday friday saturday sunday christmas easter eid diwali ramadan
    olympic olympics nhs tfl dlr lgbt lgbtq black asian african caribbean muslim christian jewish
    hindu sikh bengali polish somali turkish romanian ukrainian irish welsh scottish bangladeshi
    """
)
# Words that begin a sentence, and are no first name.
_OPENERS = _words(
    """
    a an the this that these those our my your his her their its i we you he she it they one all
    every each some any many most more less few no not never always please let make give keep stop
    ask tell build fix ban allow help bring put get take use put open close cut raise lower fund
    pay spend save protect support if when where while since because as and or but so only even just
    in on at of for from to with without by about near outside inside under over after before
    why how who what which would should could can will do does did is are was were has have had be
    there here people residents tenants children parents drivers cyclists councils both between
    like love hate think want need
    """
)


def may_name_somebody(text: str) -> bool:
    """Return whether a moderator should read this before others do.

    Yes: an address, a handle, a telephone number; a title before a capital; two words in a row
    with capitals that are no place; and a script that has no capitals, where it cannot be told.
    """
    if _HANDLE.search(text) or _MAIL.search(text) or _PHONE.search(text) or _TITLED.search(text):
        return True
    words = list(_WORD.finditer(text))
    if not words:
        return False
    letters = "".join(word.group() for word in words)
    if not any(letter.isupper() or letter.islower() for letter in letters):
        return True
    shouted = not any(letter.islower() for letter in letters)
    return any(_is_pair(text, one, other, shouted) for one, other in pairwise(words))


def _is_pair(text: str, one: re.Match[str], other: re.Match[str], shouted: bool) -> bool:
    """Whether two words stand together as a first and a last name do."""
    between = text[one.end() : other.start()]
    if between.strip(" .") or (between.strip() and one.end() - one.start() > 1):
        return False  # something stands between them; but "J. Smith" is one name
    if not (_is_name(one.group(), shouted) and _is_name(other.group(), shouted)):
        return False
    return not (_begins(text, one) and _plain(one.group()) in _OPENERS)


def _begins(text: str, word: re.Match[str]) -> bool:
    before = text[: word.start()].strip(" \"“'‘(")
    return not before or _SENTENCE_ENDS.search(before) is not None


def _plain(word: str) -> str:
    """The word in small letters, without an 's."""
    return re.sub(r"['’]s$", "", word.casefold())


def _is_name(word: str, shouted: bool) -> bool:
    """Whether it has a capital, and is no place, no "I" and, unless all is shouted, no NHS."""
    plain = _plain(word)
    if not word[0].isupper() or plain in _PLACES or plain == "i" or re.match("i['’]", plain):
        return False
    if shouted:
        return plain not in _OPENERS
    return not (word.isupper() and 1 < len(word) <= 5)
