"""What a person can and cannot tell apart by ear: "Jon" and "John" sound the same. Pure."""

import re
from functools import lru_cache

_SAME = """
jon john; sean shawn shaun; sara sarah; steven stephen; catherine katherine kathryn; cathy kathy;
eric erik; marc mark; geoff jeff; brian bryan; alan allan allen; ann anne; carl karl; carol carole;
chris kris; christina kristina; cindy cyndi; debra deborah; diane dianne; elisabeth elizabeth;
gail gayle; gary garry; gene jean; glen glenn; graham graeme; isabel isabelle; jaime jamie;
jeffrey geoffrey; kelly kelley kellie; kristin kristen; laurie lori; leigh lee; lindsay lindsey;
lynn lynne; megan meghan; michele michelle; mickey micky; nicholas nicolas; nicole nichole;
philip phillip; phil fil; rachel rachael; rebecca rebekah; roger rodger; sherry sheri cherie;
stewart stuart; susanna suzanna; susan suzan; teresa theresa; toby tobi; tracy tracey traci;
vicky vicki; vivian vivien; zach zack zak; tony toni; terry terri; bobby bobbi; jerry gerry;
clark clarke; brown browne; smith smyth; green greene; cook cooke; thomson thompson; reed reid read;
pierce pearce; gray grey; nichols nicholls; snider snyder; myers meyers; shaffer schaffer;
main maine; write wright right; stevens stephens; johnston johnstone; peterson petersen;
olson olsen; anderson andersen; larson larsen; hanson hansen; burke berk; bailey baily bayley;
davis davies; mathews matthews; mackay mckay; macdonald mcdonald; o'neil o'neill; phillips philips;
webb web; carr kar; kerr cur; lowe low; moore more; hall haul; wood would; park parc; hill hil;
""".replace("\n", " ")
_CANON = {
    word: group.split()[0] for group in _SAME.split(";") if group.strip() for word in group.split()
}
_RULES = (
    (r"[^a-z]", ""),
    (r"ph", "f"),
    (r"ght", "t"),
    (r"^kn", "n"),
    (r"^wr", "r"),
    (r"wh", "w"),
    (r"tch", "ch"),
    (r"ck", "k"),
    (r"c(?=[eiy])", "s"),
    (r"c(?!h)", "k"),
    (r"q(u)?", "kw"),
    (r"x", "ks"),
    (r"(ie|ey|ee|y|i)$", "i"),
    (r"(?<=[a-z])y(?=[a-z])", "i"),
    (r"(ee|ea)", "i"),
    (r"(ai|ay|ei)", "a"),
    (r"(?<=[aeiou][^aeiou])e$", ""),
    (r"(.)\1+", r"\1"),
)


@lru_cache(maxsize=20_000)
def sound(word: str) -> str:
    """What is heard of a written word; two words with the same sound cannot be told apart."""
    lower = word.lower().replace("’", "'")
    known = _CANON.get(lower, lower)
    for pattern, out in _RULES:
        known = re.sub(pattern, out, known)
    return known


def sounds_like(said: str, meant: str) -> bool:
    """Whether words are heard as others; how they are cut into words is not heard."""
    return _whole(said) == _whole(meant)


def _whole(text: str) -> str:
    return "".join(sound(word) for word in re.findall(r"[\w'’]+", text))
