import API
import CRM
import Schema

/// What a company decides before it sells: people, stages, prices, taxes, queues.
enum SetupStory {
    static func run(_ scene: Scene) throws {
        try BuiltInRoles.install(scene.tx)
        try SalesDefaults.install(scene.tx)
        try people(scene)
        try pipelines(scene)
        try taxes(scene)
        try catalog(scene)
        try queues(scene)
    }

    // MARK: People

    private static func people(_ scene: Scene) throws {
        let sales = try scene.create("teams", ["name": "Sales"])
        let iberia = try scene.create("teams", ["name": "Sales Iberia", "parent_id": .text(sales)])
        let international = try scene.create(
            "teams", ["name": "Sales International", "parent_id": .text(sales)])
        let support = try scene.create("teams", ["name": "Support"])
        _ = try user(scene, "Teresa Campos", "admin", sales, "es")
        _ = try user(scene, "Ramón Aguirre", "sales_manager", sales, "es")
        _ = try user(scene, "Olivia Grant", "support_manager", support, "en")
        _ = try user(scene, "Víctor Leal", "read_only", nil, "es")
        let reps = [
            ("Ana Beltrán", iberia, "es"), ("Pablo Requena", iberia, "es"),
            ("Rita Carvalho", iberia, "pt"), ("James Whitfield", international, "en"),
            ("Claire Dubois", international, "fr"),
        ]
        let agents = [("Noelia Bravo", "es"), ("Filipe Antunes", "pt"), ("Megan Price", "en")]
        for (name, team, language) in reps {
            let rep = try user(scene, name, "sales_rep", team, language)
            scene.simulation.world.reps.append(rep)
        }
        for (name, language) in agents {
            let agent = try user(scene, name, "support_agent", support, language)
            scene.simulation.world.agents.append(agent)
        }
    }

    /// A user without a password: who wants to log in as one sets it, or makes a key for them.
    private static func user(
        _ scene: Scene, _ name: String, _ role: String, _ team: String?, _ language: String
    ) throws -> Actor {
        let parts = name.split(separator: " ").map { Names.slug(String($0)) }
        let id = try scene.create(
            "users",
            [
                "name": .text(name),
                "email": .text(parts.joined(separator: ".") + "@trato.example"),
                "role_id": .id(try NamedRecord.role(role, scene.tx).rawValue),
                "team_id": team.map { .text($0) } ?? .null, "language": .text(language),
                "time_zone": .text(language == "en" ? "Europe/London" : "Europe/Madrid"),
            ])
        let record = RecordID(id)
        let access = Access(
            actorID: record, credentialID: nil, userID: record, name: name, roleName: role,
            teamID: team.flatMap { RecordID($0) }, teamTree: [], scopes: [], timeZone: "UTC",
            rights: [Access.Right(resource: "*", actions: ["*"], sight: .all)])
        return Actor(id: id, name: name, access: access)
    }

    // MARK: Pipelines

    private static func pipelines(_ scene: Scene) throws {
        scene.simulation.world.sales = try pipeline(scene, named: "Sales")
        func stage(_ name: String, _ category: String, _ probability: String) -> Value {
            [
                "key": .text(Names.slug(name)), "name": .text(name), "category": .text(category),
                "default_probability": .text(probability),
            ]
        }
        try scene.create(
            "pipelines",
            [
                "name": "Partners", "description": "Roasteries and distributors who resell.",
                "stages": [
                    stage("Contacted", "open", "10"), stage("Tasting", "open", "35"),
                    stage("Agreement drafted", "open", "70"), stage("Signed", "won", "100"),
                    stage("Dropped", "lost", "0"),
                ],
            ])
        scene.simulation.world.partners = try pipeline(scene, named: "Partners")
    }

    private static func pipeline(_ scene: Scene, named name: String) throws -> World.Pipeline {
        var id: String?
        var stages: [String] = []
        try scene.tx.query(
            text: """
                SELECT p.id, s.id FROM pipelines p JOIN pipeline_stages s ON s.parent_id = p.id
                WHERE p.name = ? AND s.category = 'open' ORDER BY s.position
                """, [.text(name)]
        ) { row in
            id = RecordID(row.uuid(0)).text
            stages.append(RecordID(row.uuid(1)).text)
        }
        guard let id else { preconditionFailure("there is no pipeline \(name)") }
        return World.Pipeline(id: id, stages: stages)
    }

    // MARK: Catalog

    private static let rates:
        [(country: String, standard: String, reduced: String, least: String)] = [
            ("ES", "21", "10", "4"), ("PT", "23", "13", "6"), ("GB", "20", "5", "0"),
            ("IE", "23", "13.5", "0"), ("FR", "20", "10", "5.5"), ("DE", "19", "7", "7"),
        ]

    private static func taxes(_ scene: Scene) throws {
        for rate in rates {
            for (category, percent) in [
                ("standard", rate.standard), ("reduced", rate.reduced),
                ("super_reduced", rate.least),
            ] {
                try scene.create(
                    "tax-rates",
                    [
                        "name": "\(rate.country) \(percent) %", "country": .text(rate.country),
                        "tax_category": .text(category), "rate_percent": .text(percent),
                    ])
            }
        }
    }

    private static func catalog(_ scene: Scene) throws {
        var categories: [String: String] = [:]
        for (name, about) in Article.categories {
            categories[name] = try scene.create(
                "product-categories", ["name": .text(name), "description": .text(about)])
        }
        var entries: [Value] = []
        for article in Article.all {
            let id = try scene.create(
                "products",
                [
                    "sku": .text(article.sku), "name": .text(article.name),
                    "category_id": categories[article.category].map { .text($0) } ?? .null,
                    "uom": .text(article.uom), "tax_category": .text(article.tax),
                ])
            entries.append(price(id, article.price, from: 0))
            if article.quantities.upperBound >= 20 {
                entries.append(price(id, article.price * 94 / 100, from: 20))
            }
            scene.simulation.world.products.append(
                World.Product(id: id, quantities: article.quantities))
        }
        try scene.create(
            "price-books",
            [
                "name": "List prices", "currency": "EUR", "is_default": true,
                "entries": .array(entries),
            ])
    }

    private static func price(_ product: String, _ cents: Int, from quantity: Int) -> Value {
        [
            "product_id": .text(product), "min_quantity": "\(quantity)",
            "unit_price": .text(Article.amount(cents: cents)),
        ]
    }

    // MARK: Support

    private static func queues(_ scene: Scene) throws {
        let team = Value.id(try NamedRecord.team("Support", scene.tx).rawValue)
        for (language, name) in [("es", "Soporte"), ("en", "Support")] {
            scene.simulation.world.queues[language] = try scene.create(
                "queues",
                [
                    "name": .text(name), "team_id": team,
                    "email": .text(Names.slug(name) + "@trato.example"),
                ])
        }
    }
}
