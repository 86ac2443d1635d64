import Synchronization

/// Numbers and ids that no other sample of the process has.
package enum Fresh {
    private static let counter = Atomic<Int64>(0)

    package static func number() -> Int64 { counter.add(1, ordering: .relaxed).newValue }

    /// A UUID of version 7 that names nothing.
    package static func id() -> String {
        let hexadecimal = String(number(), radix: 16)
        let padding = String(repeating: "0", count: 12 - hexadecimal.count)
        return "01900000-0000-7000-8000-\(padding)\(hexadecimal)"
    }
}
