"""The row of baskets: 50 lines against 10,000 rules and 100,000 entries of price books."""

import json
import random

from .compare import Goal, compare
from .generator import Load
from .rows import side
from .servers import Trato

RULES, BOOKS, ENTRIES = 10_000, 20, 5_000
PRODUCTS, CATEGORIES, BRANDS, CUSTOMERS, GROUPS = 5_000, 100, 100, 500, 20
BASKETS, LINES = 50, 50
# Records of one request.
BATCH = 1_000


def prices(stand):
    server = stand.started(Trato(stand.binary, stand.path("prices.db"), arguments=["--loops", "1"]))
    file = stand.path("baskets.json")
    file.write_text("\n".join(json.dumps(basket) for basket in baskets(load(server))) + "\n")
    loads = side(server, Load(script="price_baskets.lua", arguments=(file,)))
    goal = Goal("at least 2,000 baskets/s on one core", at_least=2000)
    note = (f"Baskets: {LINES} lines each, of {PRODUCTS:,} products in {BOOKS} price books with {ENTRIES:,} entries; "
            f"of {RULES:,} rules 70 % are for a product, the others for categories, brands, groups, parties or all.")  # fmt: skip
    what = f"`POST /v1/price-quotes`, {LINES} lines, {RULES:,} rules, {BOOKS * ENTRIES:,} entries"
    return compare(stand.options, what, [loads], [goal], [note])


def post(client, path, bodies):
    """Creates records in batches; yields the answers of each."""
    operations = []

    def flush():
        sent = {"atomic": True, "operations": operations}
        return client.patiently("POST", "/v1/batch", sent).expect(200).json()["results"]

    for body in bodies:
        operations.append({"method": "POST", "path": path, "body": body})
        if len(operations) == BATCH:
            yield flush()
            operations.clear()
    if operations:
        yield flush()


def load(server):
    """Fills a server; returns the ids of books, products and customers."""
    draw = random.Random(1)
    client = server.client(server.key, timeout=120)

    def make(path, bodies):
        return [answer["body"]["id"] for answers in post(client, path, bodies) for answer in answers]

    categories = make("/v1/product-categories", ({"name": f"Category {n}"} for n in range(CATEGORIES)))
    products = make("/v1/products", (
        {"sku": f"P-{n}", "name": f"Product {n}", "category_id": categories[n % CATEGORIES],
         "brand": f"Brand {n % BRANDS}"} for n in range(PRODUCTS)))  # fmt: skip
    books = []
    for number in range(BOOKS):
        entries = [{"product_id": product, "unit_price": f"{draw.randrange(100, 99999) / 100:.2f}"} for product in products]
        body = {"name": f"Book {number}", "is_default": number == 0, "entries": entries[:ENTRIES]}
        books.append(client("POST", "/v1/price-books", body).expect(201).json()["id"])
    groups = make("/v1/party-groups", (
        {"name": f"Group {n}", "price_book_id": books[n % BOOKS]} for n in range(GROUPS)))  # fmt: skip
    customers = make("/v1/parties", (
        {"kind": "organization", "display_name": f"Customer {n}", "country": "PT", "group_id": groups[n % GROUPS]}
        for n in range(CUSTOMERS)))  # fmt: skip
    make("/v1/tax-rates", [{"name": "VAT", "country": "PT", "rate_percent": "23"}])

    def rule(number):
        body = {"name": f"Rule {number}", "priority": number, "is_stackable": number % 2 == 0,
                "action": "percent_off", "value": str(1 + number % 20), "min_quantity": str(number % 7)}  # fmt: skip
        kind = number % 100
        if kind < 70:
            body["product_id"] = products[draw.randrange(PRODUCTS)]
        elif kind < 80:
            body["category_id"] = categories[draw.randrange(CATEGORIES)]
        elif kind < 85:
            body["brand"] = f"Brand {draw.randrange(BRANDS)}"
        elif kind < 90:
            body["group_id"] = groups[draw.randrange(GROUPS)]
        elif kind < 99:
            body["party_id"] = customers[draw.randrange(CUSTOMERS)]
        else:
            body["country"] = draw.choice(["PT", "ES", "FR", "DE"])
        return body

    make("/v1/pricing-rules", map(rule, range(RULES)))
    client.close()
    return products, customers


def baskets(made):
    products, customers = made
    draw = random.Random(2)
    for _ in range(BASKETS):
        lines = [{"product_id": product, "quantity": str(draw.randrange(1, 20))} for product in draw.sample(products, LINES)]
        yield {"party_id": draw.choice(customers), "channel": "web", "lines": lines}
