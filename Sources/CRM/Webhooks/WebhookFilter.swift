import API
import Schema

/// Which entries of the feed an endpoint wants.
struct WebhookFilter: Sendable {
    private let types: [EventPattern]
    private let resources: Set<String>

    init(_ endpoint: Record<WebhookEndpoints>) {
        types = endpoint.eventTypes.compactMap { EventPattern($0) }
        resources = Set(endpoint.resources)
    }

    func wants(_ entry: FeedEntry) -> Bool {
        (resources.isEmpty || resources.contains(entry.resource))
            && (types.isEmpty || types.contains { $0.matches(entry.type) })
    }

    /// A filter that nothing can ever pass is a mistake that would be noticed too late.
    static func faults(
        of endpoint: Record<WebhookEndpoints>, _ registry: Registry
    ) -> [Fault] {
        var faults: [Fault] = []
        if endpoint.isSound(\.eventTypes) {
            let subjects = Set(registry.resources.map(\.singular))
            for (index, text) in endpoint.eventTypes.enumerated() {
                let pattern = EventPattern(text)
                let isKnown = pattern.map { $0.subject.map(subjects.contains) ?? true }
                guard isKnown != true else { continue }
                faults.append(
                    Fault(
                        pointer: "/event_types/\(index)",
                        code: pattern == nil ? .malformed : .unknownValue,
                        message: pattern == nil
                            ? "An event type is such as order.confirmed, order.* or *."
                            : "There are no events \(text)."))
            }
        }
        guard endpoint.isSound(\.resources) else { return faults }
        for (index, name) in endpoint.resources.enumerated()
        where registry.resource(name) == nil {
            faults.append(
                Fault(
                    pointer: "/resources/\(index)", code: .unknownValue,
                    message: "There is no resource \(name)."))
        }
        return faults
    }
}
