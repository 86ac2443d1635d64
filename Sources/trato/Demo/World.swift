/// What has been made so far, for those who need it later.
struct World {
    struct Party {
        let id: String
        let name: String
        let country: String
        let language: String
        let owner: Actor
    }

    struct Company {
        let party: Party
        let isCustomer: Bool
        var people: [Party] = []
    }

    struct Pipeline {
        let id: String
        /// The open stages, in order.
        let stages: [String]
    }

    struct Product {
        let id: String
        /// How many of it people take at once.
        let quantities: ClosedRange<Int>
    }

    var reps: [Actor] = []
    var agents: [Actor] = []
    var sales = Pipeline(id: "", stages: [])
    var partners = Pipeline(id: "", stages: [])
    var products: [Product] = []
    /// Queues by the language that is spoken there.
    var queues: [String: String] = [:]
    var companies: [Company] = []

    private var names: Set<String> = []

    /// A name that no other company has: with its city, if need be, or a number.
    mutating func takeName(
        _ name: String, city: String, _ industry: String
    ) -> (name: String, industry: String) {
        var unique = name
        var number = 2
        while !names.insert(unique).inserted {
            unique = unique == name ? "\(name) \(city)" : "\(name) \(city) \(number)"
            number += 1
        }
        return (unique, industry)
    }

    var customers: [Company] { companies.filter { $0.isCustomer && !$0.people.isEmpty } }
}
