import HTTP

/// Numbers as text for Prometheus, format 0.0.4.
///
/// <https://prometheus.io/docs/instrumenting/exposition_formats/>. Every family has its `HELP` and
/// `TYPE` before its samples; durations are counted in microseconds and written in seconds, exactly.
struct Exposition {
    static let contentType: StaticString = "text/plain; version=0.0.4; charset=utf-8"

    enum Kind: String { case counter, gauge, histogram }

    /// How an integer is written.
    enum Unit {
        case one
        /// As seconds.
        case microseconds
    }

    typealias Labels = [(name: String, value: String)]

    private(set) var bytes: [UInt8] = []
    private var family = ""

    init() { bytes.reserveCapacity(32 * 1024) }

    /// Begins a family; its samples follow.
    mutating func family(_ name: String, _ kind: Kind, _ help: String) {
        family = name
        append("# HELP \(name) \(help)\n# TYPE \(name) \(kind.rawValue)\n")
    }

    /// A family of one sample.
    mutating func counter(_ name: String, _ help: String, _ value: Int, _ unit: Unit = .one) {
        family(name, .counter, help)
        sample([], value, unit)
    }

    /// A family of one sample.
    mutating func gauge(_ name: String, _ help: String, _ value: Int, _ unit: Unit = .one) {
        family(name, .gauge, help)
        sample([], value, unit)
    }

    /// One sample of the family that was begun last.
    mutating func sample(_ labels: Labels, _ value: Int, _ unit: Unit = .one) {
        sample("", labels, value, unit)
    }

    /// The buckets, the sum and the count of the family that was begun last.
    mutating func histogram(_ labels: Labels, _ histogram: Histogram, _ unit: Unit) {
        var total = 0
        for (index, bound) in histogram.bounds.enumerated() {
            total += histogram.counts[index]
            sample("_bucket", labels + [("le", Self.text(bound, unit))], total, .one)
        }
        sample("_bucket", labels + [("le", "+Inf")], histogram.count, .one)
        sample("_sum", labels, histogram.sum, unit)
        sample("_count", labels, histogram.count, .one)
    }

    private mutating func sample(
        _ suffix: String, _ labels: Labels, _ value: Int, _ unit: Unit
    ) {
        append(family)
        append(suffix)
        for (index, label) in labels.enumerated() {
            append(index == 0 ? "{" : ",")
            append(label.name)
            append("=\"")
            append(Self.escaped(label.value))
            append("\"")
        }
        if !labels.isEmpty { append("}") }
        append(" ")
        append(Self.text(value, unit))
        append("\n")
    }

    private mutating func append(_ text: String) { bytes.append(contentsOf: text.utf8) }

    static func escaped(_ label: String) -> String {
        label.reduce(into: "") { text, character in
            switch character {
            case "\\": text += "\\\\"
            case "\"": text += "\\\""
            case "\n": text += "\\n"
            default: text.append(character)
            }
        }
    }

    static func text(_ value: Int, _ unit: Unit) -> String {
        guard case .microseconds = unit else { return "\(value)" }
        let (seconds, rest) = value.magnitude.quotientAndRemainder(dividingBy: 1_000_000)
        var digits = String(1_000_000 + rest).dropFirst()
        while digits.last == "0" { digits.removeLast() }
        return (value < 0 ? "-" : "") + "\(seconds)" + (digits.isEmpty ? "" : ".\(digits)")
    }
}
