import Schema
import Store

// A product with components is a bundle. Components without a group are always part of it; those of a group are options,
// of which a line chooses as many as the group allows. A component may require others, or exclude them.

/// What a bundle consists of.
package struct BundleComponents: Resource {
    package static let name = "bundle-components"
    package static let singular = "bundle_component"
    package static let traits: ResourceTraits = .child
    package static let table = TypedTable(Self())

    let product = Field.reference("product_id", to: Products.self)
    let quantity = Field.quantity("quantity").default(.one).about("In one bundle.")
    let group = Field.text("option_group", max: 40).optional
        .about("The key of the group that it is an option of; null: always part of the bundle.")
    let isDefault = Field.boolean("is_default").default(false)
        .about("Whether a line has the option that says nothing about options.")
    let pricePercent = Field.percent("price_percent").default(.zero)
        .about("How much of its own list price is added to the bundle's: 0, it is included.")
    let requires = Field.labels("requires", max: 50).default([])
        .about("SKUs of components without which it cannot be chosen.")
    let excludes = Field.labels("excludes", max: 50).default([])
        .about("SKUs of components together with which it cannot be chosen.")

    package init() {}
}

/// Options of which some are chosen.
package struct OptionGroups: Resource {
    package static let name = "option-groups"
    package static let singular = "option_group"
    package static let traits: ResourceTraits = .child
    package static let table = TypedTable(Self())

    let key = Field.text("key", max: 40)
    let name = Field.text("name", max: 200)
    let fewest = Field.integer("min_choices", 0...100).default(1)
    let most = Field.integer("max_choices", 1...100).default(1)

    package init() {}
}

extension Products {
    /// What is wrong with a product's components and groups.
    static func bundleFaults(_ product: Record<Products>, in tx: Transaction) throws -> [Fault] {
        guard product.isSound(\.components, \.optionGroups) else { return [] }
        var faults: [Fault] = []
        func fault(_ pointer: String, _ code: FaultCode, _ message: String) {
            faults.append(Fault(pointer: pointer, code: code, message: message))
        }
        var keys: Set<String> = []
        for (index, group) in product.optionGroups.enumerated() {
            if !keys.insert(group.key).inserted {
                fault("/option_groups/\(index)/key", .duplicate, "The key stands twice.")
            }
            if group.most < group.fewest {
                fault(
                    "/option_groups/\(index)/max_choices", .outOfRange,
                    "max_choices must not be below min_choices.")
            }
        }
        var members: Set<ID<Products>> = []
        for (index, component) in product.components.enumerated() {
            let pointer = "/components/\(index)"
            if let key = component.group, !keys.contains(key) {
                fault("\(pointer)/option_group", .notFound, "There is no group \(key).")
            }
            if component.product == product.id {
                fault("\(pointer)/product_id", .conflict, "A bundle is no part of itself.")
            } else if !members.insert(component.product).inserted {
                fault("\(pointer)/product_id", .duplicate, "The product is a component already.")
            }
        }
        let skus = try skus(of: members, in: tx)
        for (index, component) in product.components.enumerated() {
            for (name, named) in [
                ("requires", component.requires), ("excludes", component.excludes),
            ] {
                for (place, sku) in named.enumerated() where !skus.contains(sku.lowercased()) {
                    fault(
                        "/components/\(index)/\(name)/\(place)", .notFound,
                        "There is no component \(sku).")
                }
            }
        }
        return faults
    }

    private static func skus(of products: Set<ID<Products>>, in tx: Transaction) throws -> Set<
        String
    > {
        guard !products.isEmpty else { return [] }
        var found: Set<String> = []
        let (condition, cells) = IDList.condition("id", products.map(\.rawValue).sorted())
        try tx.query(text: "SELECT sku FROM products WHERE \(condition)", cells) {
            found.insert($0.text(0).lowercased())
        }
        return found
    }
}
