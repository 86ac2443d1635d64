@testable import HTTP

/// A connection's bytes as requests: the same however they are cut, and nothing taken that two
/// parsers could read in two ways.
enum RequestTarget {
    /// Bounds that inputs of some hundred bytes reach.
    private static let tight: Limits = {
        var limits = Limits()
        limits.requestLine = 64
        limits.headers = 200
        limits.fields = 6
        limits.body = 64
        limits.chunkLine = 24
        limits.chunkExtensions = 40
        limits.trailers = 48
        return limits
    }()

    static func run(_ input: UnsafeBufferPointer<UInt8>) {
        let bytes = Array(input)
        for limits in [Limits(), tight] {
            let whole = readings([bytes], limits)
            for (way, pieces) in Cuts.all(of: bytes).enumerated() {
                let cut = readings(pieces, limits)
                expect(cut == whole, "cut in way \(way): \(cut), whole: \(whole)")
            }
            for reading in whole { judge(reading, limits) }
        }
    }

    /// Whether a body was there at once decides whether 100 is asked for, and nothing else.
    private static func readings(_ pieces: [[UInt8]], _ limits: Limits) -> [Reading] {
        read(pieces, limits: limits).filter { $0 != .continueExpected }
    }

    private static func judge(_ reading: Reading, _ limits: Limits) {
        guard case .request(let line, let fields, let body) = reading else { return }
        expect(body.unicodeScalars.count <= limits.body, "a body beyond the limit")
        expect(fields.count <= limits.fields, "more fields than the limit")
        var names: [String] = []
        for field in fields {
            expect(
                field.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F || $0 == 0x09 },
                "a control byte in a field")
            names.append(field.prefix { $0 != "=" }.lowercased())
        }
        expect(
            line.utf8.allSatisfy { $0 > 0x20 && $0 != 0x7F || $0 == 0x20 },
            "a control byte in a request line")
        let framing = names.filter { $0 == "content-length" || $0 == "transfer-encoding" }
        expect(framing.count <= 1, "framing is told twice")
        expect(names.count { $0 == "host" } <= 1, "two hosts")
    }
}
