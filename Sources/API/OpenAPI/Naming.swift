/// Names in the cases that a description needs, from the kebab and snake case of declarations.
enum Naming {
    /// `price-book` and `price_book` as `PriceBook`.
    static func pascal(_ name: String) -> String {
        parts(name).map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined()
    }

    /// `mark_paid` as `markPaid`.
    static func camel(_ name: String) -> String {
        let name = pascal(name)
        return name.prefix(1).lowercased() + name.dropFirst()
    }

    /// `price-book` as `price book`.
    static func words(_ name: String) -> String { parts(name).joined(separator: " ") }

    /// `price-books` as `Price books`.
    static func title(_ name: String) -> String {
        let words = words(name)
        return words.prefix(1).uppercased() + words.dropFirst()
    }

    private static func parts(_ name: String) -> [String] {
        name.split { $0 == "-" || $0 == "_" }.map(String.init)
    }
}
