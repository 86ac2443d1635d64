import Testing
import TratoTesting

/// A request that is wrong in several ways is told of all of them: fields, rules and the decimals of a currency.
struct AllAtOnceTests {
    let server: TestServer
    let admin: Client

    init() throws {
        server = try TestServer()
        admin = server.admin
    }

    private static let creates: [(resource: String, body: JSONValue, faults: Set<String>)] = [
        (
            "parties",
            [
                "kind": "person", "language": "not a tag", "nothing": 1,
                "roles": [["role": "customer"], ["role": "customer"], ["role": "no such role"]],
                "contact_points": [["channel": "email", "value": "nobody at home"]],
            ],
            [
                "/language malformed", "/nothing unknown_field", "/display_name required",
                "/roles/1 overlap", "/roles/2/role unknown_value",
                "/contact_points/0/value malformed",
            ]
        ),
        (
            "parties", ["kind": "person", "given_name": 5],
            ["/given_name wrong_type"]
        ),
        (
            "leads",
            ["estimated_amount": "1.001", "currency": "EUR", "website": "ftp://example.com"],
            [
                "/family_name required", "/estimated_amount too_many_decimals",
                "/website malformed",
            ]
        ),
        (
            "leads", ["email": "nobody at home", "estimated_amount": "1.001"],
            ["/email malformed", "/estimated_amount too_many_decimals"]
        ),
        (
            "leads", ["family_name": "Silva", "estimated_amount": "1.001", "currency": "EURO"],
            ["/currency unknown_value"]
        ),
        (
            "activities",
            [
                "type": "meeting", "all_day": true, "priority": "now",
                "ends_at": "2027-01-01T00:00:00Z",
            ],
            [
                "/subject required", "/priority unknown_value", "/starts_at required",
                "/all_day conflict",
            ]
        ),
        (
            "activities",
            [
                "type": "task", "subject": "x", "starts_at": "soon", "all_day": true,
                "ends_at": "2027-01-01T00:00:00Z",
            ],
            ["/starts_at malformed"]
        ),
        (
            "price-books",
            [
                "valid_from": "2027-02-01", "valid_until": "2027-01-01", "currency": 5,
                "entries": [["unit_price": "1"], ["min_quantity": "-1", "unit_price": "x"]],
            ],
            [
                "/name required", "/currency wrong_type", "/valid_until out_of_range",
                "/entries/0/product_id required", "/entries/1/product_id required",
                "/entries/1/min_quantity out_of_range", "/entries/1/unit_price malformed",
            ]
        ),
        (
            "tax-rates",
            [
                "name": "VAT", "country": "PT", "valid_from": "2027-02-01",
                "valid_until": "2027-01-01",
            ],
            ["/rate_percent required", "/valid_until out_of_range"]
        ),
        (
            "pipelines",
            [
                "stages": [
                    ["key": "a", "name": "A", "category": "won", "default_probability": "50"],
                    ["key": "A", "name": "B", "category": "open", "rot_after_days": 0],
                ]
            ],
            [
                "/name required", "/stages required", "/stages/0/default_probability conflict",
                "/stages/1/key duplicate", "/stages/1/rot_after_days out_of_range",
            ]
        ),
        (
            "pipelines",
            ["name": "P", "stages": [["key": "a", "name": "A", "category": "wrong"]]],
            ["/stages/0/category unknown_value"]
        ),
        (
            "orders",
            [
                "channel": "pigeon", "freight_amount": "1.001",
                "lines": [
                    ["quantity": "0", "description": "x", "unit_price": "1"], ["quantity": "1"],
                    ["quantity": "1", "product": ["sku": "none"]],
                ],
            ],
            [
                "/party_id required", "/channel unknown_value",
                "/freight_amount too_many_decimals", "/lines/0/quantity out_of_range",
                "/lines/1/description required", "/lines/1/unit_price required",
                "/lines/2/product/sku not_found",
            ]
        ),
        (
            "custom-fields",
            ["resource": "nothings", "key": "Key", "kind": "choice", "label": 5],
            [
                "/label wrong_type", "/resource unknown_value", "/key malformed",
                "/options conflict",
            ]
        ),
        (
            "roles",
            [
                "rights": [
                    ["resource": "nothings", "actions": ["read"], "sight": "far"],
                    ["resource": "parties", "actions": ["conquer"]],
                ]
            ],
            [
                "/name required", "/rights/0/sight unknown_value",
                "/rights/0/resource unknown_value", "/rights/1/actions/0 unknown_value",
            ]
        ),
        (
            "opportunities",
            ["probability": "101", "forecast_category": "closed", "amount": "0.001"],
            [
                "/name required", "/probability out_of_range", "/forecast_category conflict",
                "/amount too_many_decimals",
            ]
        ),
        (
            "ticket-messages", ["author_kind": "requester", "visibility": "internal"],
            ["/ticket_id required", "/body required"]
        ),
    ]

    @Test(arguments: creates.indices)
    func `a create is told everything at once`(_ index: Int) {
        let (resource, body, faults) = Self.creates[index]
        let answer = admin.post("/v1/\(resource)", body)
        #expect(answer.status == 422, "\(answer)")
        #expect(Set(answer.faults) == faults, "\(answer)")
        #expect(answer.faults.count == faults.count, "\(answer)")
        #expect(server.log.failures == [])
    }

    @Test func `a change is judged by what is stored where the request is wrong`() {
        let made = admin.post(
            "/v1/activities",
            [
                "type": "meeting", "subject": "Talk", "starts_at": "2027-01-02T10:00:00Z",
                "ends_at": "2027-01-02T11:00:00Z",
            ])
        let address = "/v1/activities/\(made.id)"
        let both = admin.patch(address, ["priority": 5, "ends_at": "2027-01-01T00:00:00Z"])
        #expect(
            Set(both.faults) == ["/priority wrong_type", "/ends_at out_of_range"], "\(both)")
        let one = admin.patch(address, ["starts_at": 5, "ends_at": "2027-01-01T00:00:00Z"])
        #expect(one.faults == ["/starts_at wrong_type"], "\(one)")
        #expect(admin.get(address).json["version"] == 1)
    }

    @Test func `what is wrong with one line does not hide what is wrong with another`() {
        let party = admin.post("/v1/parties", ["kind": "person", "display_name": "Ana"])
        let order = admin.post(
            "/v1/orders",
            [
                "party_id": .string(party.id),
                "lines": [["description": "x", "quantity": "1", "unit_price": "1"]],
            ])
        let line = order.json["lines"][0]
        let answer = admin.patch(
            "/v1/orders/\(order.id)",
            [
                "discount_amount": "0.001",
                "lines": [line.merging(["quantity": "-1"]), ["quantity": "2"], 5],
            ], match: order.etag)
        #expect(
            Set(answer.faults) == [
                "/discount_amount too_many_decimals", "/lines/0/quantity out_of_range",
                "/lines/1/description required", "/lines/1/unit_price required",
                "/lines/2 wrong_type",
            ], "\(answer)")
    }

    @Test func `a row at its own address hears of itself from where it stands`() {
        let party = admin.post("/v1/parties", ["kind": "person", "display_name": "Ana"])
        let order = admin.post(
            "/v1/orders",
            [
                "party_id": .string(party.id),
                "lines": [["description": "x", "quantity": "1", "unit_price": "1"]],
            ])
        let lines = "/v1/orders/\(order.id)/lines"
        let match = [("If-Match", order.etag ?? "")]
        let answer = admin.post(
            lines, ["quantity": "1", "discount_percent": "200"], headers: match)
        #expect(
            Set(answer.faults) == [
                "/discount_percent out_of_range", "/description required", "/unit_price required",
            ], "\(answer)")
        let change = admin.patch(
            "\(lines)/\(order.json["lines"][0]["id"].string ?? "")", ["unit_price": nil],
            match: order.etag)
        #expect(change.faults == ["/unit_price required"], "\(change)")
    }

    @Test func `required custom fields are missed together with the rest`() {
        for (key, kind) in [("colour", "text"), ("size", "number")] {
            let made = admin.post(
                "/v1/custom-fields",
                [
                    "resource": "parties", "key": .string(key), "kind": .string(kind),
                    "label": "L", "is_required": true,
                ])
            #expect(made.status == 201, "\(made)")
        }
        let answer = admin.post(
            "/v1/parties", ["kind": "person", "custom": ["size": "many"], "tags": 5])
        #expect(
            Set(answer.faults) == [
                "/custom/size malformed", "/custom/colour required", "/tags wrong_type",
                "/display_name required",
            ], "\(answer)")
    }
}
