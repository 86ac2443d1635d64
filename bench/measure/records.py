"""The records that the databases are filled with, the same in every run, and the requests that ask for them."""

import random

CITIES = ("Lisboa", "Porto", "Madrid", "Sevilla", "Berlin", "Lyon", "Torino", "Gent")
KINDS = ("Group", "Trading", "Foods", "Systems", "Partners", "Logistics", "Works", "Holding")
CONSONANTS, VOWELS = "bcdfglmnprstvz", "aeiou"
SEED = 20_261_122


def vocabulary(count=2_000):
    """Made-up words of three syllables."""
    chance = random.Random(SEED)
    words = {}
    while len(words) < count:
        word = "".join(chance.choice(CONSONANTS) + chance.choice(VOWELS) for _ in range(3))
        words[word.capitalize()] = None
    return list(words)


WORDS = vocabulary()


def words_of(number):
    """Two words of a party's name, out of step with each other, and a common third."""
    return WORDS[number % len(WORDS)], WORDS[number * 7 // 3 % len(WORDS)], KINDS[number % len(KINDS)]


def party(number):
    return {
        "kind": "organization",
        "display_name": " ".join(words_of(number)),
        "country": "PT",
        "roles": [{"role": "customer"}],
        "contact_points": [
            {"channel": "email", "value": f"info@party{number}.example", "is_primary": True}
        ],
        "addresses": [
            {"type": "billing", "line1": f"Street {number}", "city": CITIES[number % len(CITIES)],
             "country": "PT", "is_primary": True}
        ],
    }  # fmt: skip


def opportunity(number, parties):
    """`parties` are the ids to choose from."""
    amount = number * 7_919 % 10_000_019
    return {
        "name": f"{WORDS[number % len(WORDS)]} {number}",
        "party_id": parties[number % len(parties)],
        "amount": f"{amount // 100}.{amount % 100:02d}",
        "source": "website",
    }


def searches(rows, count=1000):
    """A quarter each: a word that an eighth of all titles have, one word with a common one, the first letters, and a
    word that nearly all parties have outside their titles."""
    chance = random.Random(SEED)
    paths = []
    for turn in range(count):
        first, second, kind = words_of(chance.randrange(rows))
        asked = (kind, f"{first}+{kind}", f"{second[:4]}", "info")[turn % 4]
        paths.append(f"/v1/parties?q={asked.lower()}&limit=20")
    return paths
