/// The `traceparent` field (W3C Trace Context, section 3.2).
enum TraceContext {
    static func isName(_ name: String) -> Bool { name.lowercased() == "traceparent" }

    /// Where the trace id lies when a value is valid: 32 lower-case hexadecimal digits.
    static let traceID = 3..<35

    /// Whether a value has a usable version, non-zero trace and parent ids and flags.
    ///
    /// Higher versions than 00 may go on after a "-" (section 4.3); version ff is forbidden.
    static func isValid(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        guard bytes.count >= 55, bytes[2] == 0x2D, bytes[35] == 0x2D, bytes[52] == 0x2D,
            isHexadecimal(bytes, 0..<2), isHexadecimal(bytes, 3..<35),
            isHexadecimal(bytes, 36..<52), isHexadecimal(bytes, 53..<55)
        else { return false }
        let version00 = bytes[0] == 0x30 && bytes[1] == 0x30
        let versionFF = bytes[0] == 0x66 && bytes[1] == 0x66
        guard !versionFF, bytes.count == 55 || (!version00 && bytes[55] == 0x2D) else {
            return false
        }
        return !isZero(bytes, 3..<35) && !isZero(bytes, 36..<52)
    }

    /// Appends the field line of an answer: the same trace and flags, a span of our own.
    static func append(_ parent: ArraySlice<UInt8>, span: UInt64, to text: inout [UInt8]) {
        let start = parent.startIndex
        text.append("traceparent: 00-")
        text.append(contentsOf: parent[(start + 3)..<(start + 35)])
        text.append(0x2D)
        text.append(hexadecimal: span == 0 ? 1 : span)
        text.append(contentsOf: parent[(start + 52)..<(start + 55)])
        text.append("\r\n")
    }

    private static func isHexadecimal(
        _ bytes: UnsafeBufferPointer<UInt8>, _ range: Range<Int>
    ) -> Bool {
        range.allSatisfy {
            (0x30...0x39).contains(bytes[$0]) || (0x61...0x66).contains(bytes[$0])
        }
    }

    private static func isZero(_ bytes: UnsafeBufferPointer<UInt8>, _ range: Range<Int>) -> Bool {
        range.allSatisfy { bytes[$0] == 0x30 }
    }
}
