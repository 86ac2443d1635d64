import Store

extension FieldKind {
    /// A value that can be read as one of this kind, for a required field whose value was refused; never stored.
    var standIn: Cell {
        switch self {
        case .id, .reference, .actor: .uuid(0, 0)
        case .text, .longText, .country, .language, .timeZone, .email, .phone, .url, .password:
            .text("")
        case .choice(let words): .text(words[0])
        case .status(let machine): .text(machine.initial)
        case .boolean, .money, .decimal, .day, .instant: .integer(0)
        case .integer(let min, _): .integer(min)
        case .currency: .text("EUR")
        case .link: Link(resource: "", id: RecordID(high: 0, low: 0)).cell
        case .labels, .externalIDs, .objects: .text("[]")
        case .custom, .object: .text("{}")
        }
    }
}
