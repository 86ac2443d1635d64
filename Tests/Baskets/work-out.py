#!/usr/bin/env python3
"""Works the table of priced baskets out on paper: exact fractions, one rule of the how-to after the other.

Reads the baskets above the line `= ...` of each entry, writes what each comes to below it. It knows nothing of the server
and shares no code with it; whoever doubts a figure finds every step in the column of workings.

    Tests/Baskets/work-out.py < Tests/Baskets/baskets.txt > /tmp/again.txt   # must be the same file
"""

import sys
from fractions import Fraction as F

DIGITS = {"EUR": 2, "JPY": 0, "KWD": 3, "USD": 2}
SIX = F(1, 10**6)


def rounded(value, unit, mode):
    """A multiple of unit: the nearest, a tie away from zero or to the even one."""
    count = value / unit
    whole = count.numerator // count.denominator
    rest = count - whole
    if rest > F(1, 2) or (rest == F(1, 2) and (mode == "half_up" and value > 0 or mode == "half_even" and whole % 2)):
        whole += 1
    return whole * unit


def shares(amount, weights, coin):
    """Largest remainder; of equal ones the earlier."""
    total = sum(weights)
    if total == 0:
        return [amount if index == 0 else F(0) for index in range(len(weights))]
    exact = [amount * weight / total / coin for weight in weights]
    floors = [value.numerator // value.denominator for value in exact]
    left = int(amount / coin) - sum(floors)
    order = sorted(range(len(weights)), key=lambda i: (-(exact[i] - floors[i]), i))
    for index in order[:left]:
        floors[index] += 1
    return [floor * coin for floor in floors]


# The catalog that BasketCatalog.swift makes.
BOOKS = {
    ("EUR", "list"): {"bread": [(0, "2"), (10, "1.80"), (100, "1.5")], "wine": [(0, "12.345678")],
                      "chair": [(0, "99.99")], "nail": [(0, "0.004")], "lamp": [(0, "40")], "desk": [(1, "250")]},
    ("EUR", "parts"): {"bread": [(0, "2"), (10, "1.80"), (100, "1.5")], "lamp": [(0, "40"), (5, "37.5")]},
    ("JPY", "list"): {"bread": [(0, "320"), (10, "299.5")], "wine": [(0, "1980")], "chair": [(0, "15800")]},
    ("KWD", "list"): {"bread": [(0, "0.6125")], "wine": [(0, "3.7505")], "chair": [(0, "30.333")]},
}
RATES = {"standard": "19", "reduced": "7"}
CATEGORY = {"bread": "reduced"}
CONTRACTS = {("baker", "bread"): [(0, "1.75"), (50, "1.45")], ("guild", "wine"): [(0, "11.5")]}
GROUP = {"baker": "guild", "mason": "guild"}
# name: (priority, stackable, coupon, effect, value, currency, condition)
RULES = [
    ("ten", 90, False, None, "percent", "10", None, lambda b, l: l.what == "lamp" and l.quantity >= 2),
    ("guild", 80, True, None, "percent", "5", None, lambda b, l: GROUP.get(b.party) == "guild" and l.what == "chair"),
    ("chairs", 70, True, None, "amount", "4.99", "EUR", lambda b, l: l.what == "chair" and l.quantity >= 3),
    ("spring", 60, False, None, "fixed", "199", "EUR", lambda b, l: l.what == "desk" and b.campaign == "spring"),
    ("code", 50, True, "SAVE", "percent", "3", None, lambda b, l: True),
]


class Line:
    def __init__(self, words):
        self.what, self.quantity = words[0], F(words[1])
        self.price = self.off = self.off_amount = self.tax = None
        self.optional, self.interval, self.count = False, None, None
        for word in words[2:]:
            name, _, value = word.partition("=")
            if name == "optional":
                self.optional = True
            elif name == "every":
                interval, _, count = value.partition("*")
                self.interval, self.count = interval, int(count) if count else None
            elif name == "off" and value.endswith("%"):
                self.off = F(value[:-1])
            elif name == "off":
                self.off_amount = F(value)
            else:
                setattr(self, name, F(value))


class Basket:
    def __init__(self, words):
        self.currency, self.mode, self.tax_rounding = words[:3]
        self.party, self.book, self.campaign, self.coupon = None, "list", None, None
        self.includes, self.off, self.off_amount, self.freight = False, None, F(0), F(0)
        self.freight_tax = None
        self.lines = []
        for word in words[3:]:
            name, _, value = word.partition("=")
            if name == "with_tax":
                self.includes = True
            elif name == "off" and value.endswith("%"):
                self.off = F(value[:-1])
            elif name == "off":
                self.off_amount = F(value)
            elif name in ("freight", "freight_tax"):
                setattr(self, name, F(value))
            else:
                setattr(self, name, value)

    def unit(self, value):
        return rounded(value, SIX, self.mode)

    def found(self, line):
        """The price of one unit."""
        if line.price is not None:
            return line.price
        tiers = [(F(least), F(price)) for least, price in BOOKS[self.currency, self.book].get(line.what, [])]
        reached = [tier for tier in tiers if tier[0] <= line.quantity]
        price = reached[-1][1] if reached else None
        if reached and self.book == "parts":
            total, places = F(0), [tier for tier in tiers if tier[0] < line.quantity]
            for index, (least, each) in enumerate(places):
                until = places[index + 1][0] if index + 1 < len(places) else line.quantity
                total += (until - (least if index else 0)) * each
            price = self.unit(total / line.quantity)
        agreed = None
        if self.currency == "EUR":
            for holder in (self.party, GROUP.get(self.party)):
                covering = [F(p) for least, p in CONTRACTS.get((holder, line.what), []) if least <= line.quantity]
                if covering:
                    agreed = covering[-1]
                    break
        if agreed is not None:
            return agreed  # No rule of the table touches a contract.
        taken = closed = False
        for phase in (False, True):
            for _, _, stackable, coupon, effect, value, currency, holds in RULES:
                if bool(coupon) != phase or (coupon and coupon != self.coupon):
                    continue
                if (currency and currency != self.currency) or not holds(self, line):
                    continue
                if closed or (taken and not stackable):
                    continue
                value = F(value)
                after = {"percent": lambda: self.unit(price * (100 - value) / 100),
                         "amount": lambda: max(F(0), price - value), "fixed": lambda: value}[effect]()
                if after >= price:
                    continue
                price, taken, closed = after, True, not stackable
        return price

    def tax(self, base, rate):
        exact = base * rate / (100 + rate) if self.includes else base * rate / 100
        return rounded(exact, self.coin, self.mode)

    def taxes(self, bases, rate):
        if self.tax_rounding == "line":
            each = [self.tax(base, rate) for base in bases]
            return sum(each), each
        whole = self.tax(sum(bases), rate)
        return whole, shares(whole, bases, self.coin)

    def work(self):
        self.coin = F(1, 10 ** DIGITS[self.currency])
        for line in self.lines:
            line.unit = self.found(line)
            line.category = CATEGORY.get(line.what, "standard")
            line.rate = line.tax if line.tax is not None else F(RATES[line.category])
            exact = line.quantity * line.unit
            line.full = rounded(exact, self.coin, self.mode)
            if line.off_amount is not None:
                line.value = line.full - line.off_amount
            else:
                line.value = rounded(exact * (100 - (line.off or 0)) / 100, self.coin, self.mode)
            line.share = F(0)
        counted = [line for line in self.lines if not line.optional]
        discount = self.off_amount
        if self.off is not None:
            discount = rounded(sum(line.value for line in counted) * self.off / 100, self.coin, self.mode)
        for line, share in zip(counted, shares(discount, [line.value for line in counted], self.coin)):
            line.share = share
        freight_rate = self.freight_tax if self.freight_tax is not None else F(RATES["standard"])
        keys = {(line.category, line.rate) for line in counted}
        if self.freight:
            keys.add(("standard", freight_rate))
        self.rows, freight_net = [], self.freight
        for key in sorted(keys):
            members = [line for line in counted if (line.category, line.rate) == key]
            bases = [line.value - line.share for line in members]
            freight = self.freight if key == ("standard", freight_rate) else F(0)
            whole, each = self.taxes(bases + [freight], key[1])
            taxable = sum(bases) + freight
            for line, tax in zip(members, each):
                line.taxed = tax
            if self.includes:
                taxable -= whole
                freight_net -= each[-1]
                _, of_shares = self.taxes([line.share for line in members], key[1])
                for line, base, in_share in zip(members, bases, of_shares):
                    line.share -= in_share
                    line.net = base - line.taxed + line.share
            else:
                for line in members:
                    line.net = line.value
            self.rows.append((key[0], key[1], taxable, whole))
        for line in self.lines:
            if line.optional:
                line.taxed = self.tax(line.value, line.rate)
                line.net = line.value - line.taxed if self.includes else line.value
            line.gross = line.net - line.share + line.taxed
        self.net = sum(line.net - line.share for line in counted) + freight_net
        self.tax_total = sum(row[3] for row in self.rows)
        self.gross = self.net + self.tax_total
        assert sum(row[2] for row in self.rows) == self.net
    def money(self, value):
        return fixed(value, DIGITS[self.currency])

    def answer(self):
        for line in self.lines:
            yield (f"= {fixed(line.unit, DIGITS[self.currency], 6)} net {self.money(line.net)} "
                   f"share {self.money(line.share)} tax {self.money(line.taxed)} gross {self.money(line.gross)}")
        for category, rate, taxable, tax in self.rows:
            yield f"= {category} {fixed(rate, 0, 6)} % of {self.money(taxable)}: {self.money(tax)}"
        for interval in ("day", "week", "month", "quarter", "year"):
            own = [line for line in self.lines if line.interval == interval and not line.optional]
            if own:
                net = sum(line.net - line.share for line in own)
                term = None
                if all(line.count for line in own):
                    term = sum((line.net - line.share) * line.count for line in own)
                yield f"= every {interval} net {self.money(net)} term {self.money(term) if term is not None else 'open'}"
        yield f"= net {self.money(self.net)} tax {self.money(self.tax_total)} gross {self.money(self.gross)}"


def fixed(value, least, most=None):
    most = least if most is None else most
    scaled = value * 10**most
    assert scaled.denominator == 1, value
    sign, digits = "-" if scaled < 0 else "", str(abs(scaled.numerator)).rjust(most + 1, "0")
    whole, fraction = (digits[:-most], digits[-most:]) if most else (digits, "")
    while len(fraction) > least and fraction.endswith("0"):
        fraction = fraction[:-1]
    return sign + whole + ("." + fraction if fraction else "")


def main():
    basket = None

    def close():
        if basket is not None:
            basket.work()
            print("\n".join(basket.answer()))

    for text in sys.stdin.read().split("\n")[:-1]:
        words = text.split()
        if not words or words[0] == "#":
            close()
            basket = None
            print(text)
        elif words[0] == "=":
            continue
        elif words[0] == "-":
            basket.lines.append(Line(words[1:]))
            print(text)
        else:
            basket = Basket(words)
            print(text)
    close()


main()
