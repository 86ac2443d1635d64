/// The rule for ids that clients give their requests.
enum RequestID {
    /// Whether a value is 1 to 128 visible ASCII characters, and so may be echoed and logged.
    static func isValid(_ bytes: some Collection<UInt8>) -> Bool {
        (1...128).contains(bytes.count) && bytes.allSatisfy { $0 > 0x20 && $0 < 0x7F }
    }

    static func isName(_ name: String) -> Bool { name.lowercased() == "x-request-id" }
}
