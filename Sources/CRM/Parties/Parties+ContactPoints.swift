import Schema

extension Parties {
    /// Normalises contact points, sees that one of each channel is primary, and keeps the party's primary columns.
    static func normalize(_ party: inout Record<Parties>, _ faults: inout [Fault]) {
        normalizeContactPoints(&party, &faults)
        normalizeAddresses(&party, &faults)
    }

    private static func normalizeContactPoints(
        _ party: inout Record<Parties>, _ faults: inout [Fault]
    ) {
        var points = party.contactPoints
        guard !points.isEmpty else {
            party.primaryEmail = nil
            party.primaryPhone = nil
            return
        }
        // Nothing else holds them while they are changed, or each change would copy its fields.
        party.contactPoints = []
        var channels: [ContactPoints.Channel?] = []
        channels.reserveCapacity(points.count)
        for index in points.indices {
            let isSound = points[index].isSound
            guard isSound || points[index].isSound(\.channel) else {
                channels.append(nil)
                continue
            }
            let channel = points[index].channel
            if isSound || points[index].isSound(\.value) {
                normalize(&points[index], channel, party.country, index, &faults)
            }
            // What was refused is of no channel.
            channels.append(isSound || points[index].isSound(\.isPrimary) ? channel : nil)
        }
        for (index, channel) in channels.enumerated() {
            guard let channel, !channels[..<index].contains(channel) else { continue }
            var hasPrimary = false
            for place in index..<points.count where channels[place] == channel {
                guard points[place].isPrimary else { continue }
                if hasPrimary {
                    faults.append(
                        Fault(
                            pointer: "/contact_points/\(place)/is_primary", code: .conflict,
                            message: "Only one \(channel.rawValue) can be primary."))
                }
                hasPrimary = true
            }
            if !hasPrimary { points[index].isPrimary = true }
        }
        func primary(_ channel: ContactPoints.Channel) -> String? {
            let index = channels.indices.first { channels[$0] == channel && points[$0].isPrimary }
            return index.map { points[$0].normalized ?? points[$0].value }
        }
        let email = primary(.email)
        let phone = primary(.phone) ?? primary(.mobile)
        party.contactPoints = points
        party.primaryEmail = email
        party.primaryPhone = phone
    }

    private static func normalizeAddresses(
        _ party: inout Record<Parties>, _ faults: inout [Fault]
    ) {
        var addresses = party.addresses
        guard !addresses.isEmpty else { return }
        let primaries = addresses.indices.filter { addresses[$0].isPrimary }
        for extra in primaries.dropFirst() {
            faults.append(
                Fault(
                    pointer: "/addresses/\(extra)/is_primary", code: .conflict,
                    message: "Only one address can be primary."))
        }
        guard primaries.isEmpty else { return }
        addresses[0].isPrimary = true
        party.addresses = addresses
    }

    private static func normalize(
        _ point: inout Record<ContactPoints>, _ channel: ContactPoints.Channel,
        _ country: String?, _ index: Int, _ faults: inout [Fault]
    ) {
        func refuse(_ message: String) {
            faults.append(
                Fault(pointer: "/contact_points/\(index)/value", code: .malformed, message: message)
            )
        }
        switch channel {
        case .email:
            point.normalized = Email.normalized(point.value)
            if point.normalized == nil { refuse("value must be an e-mail address.") }
        case .phone, .mobile, .fax:
            // A number without its country cannot be normalised yet and is kept as it was written.
            point.normalized = Phone.normalized(point.value, country: country)
            if point.normalized == nil,
                point.value.utf8.count(where: { (0x30...0x39).contains($0) }) < 3
            {
                refuse("value must be a telephone number.")
            }
        case .url:
            point.normalized = nil
            if !WebAddress.isValid(point.value) {
                refuse("value must be an http or https address.")
            }
        case .post, .social: point.normalized = nil
        }
    }

    /// Rows of the same role and scope must not overlap in time.
    static func roleFaults(_ party: Record<Parties>) -> [Fault] {
        var faults: [Fault] = []
        let roles = party.roles
        for (index, role) in roles.enumerated() {
            guard role.isSound else { continue }
            faults += Validity(from: role.validFrom, until: role.validUntil).faults.map {
                $0.under("/roles/\(index)")
            }
            let isDouble = roles[..<index].contains { other in
                other.isSound && other.role == role.role && other.scope == role.scope
                    && overlap(other, role)
            }
            if isDouble {
                faults.append(
                    Fault(
                        pointer: "/roles/\(index)", code: .overlap,
                        message: "The party has this role in this scope at the same time already."))
            }
        }
        return faults
    }

    private static func overlap(_ left: Record<PartyRoles>, _ right: Record<PartyRoles>) -> Bool {
        (left.validFrom ?? .first) <= (right.validUntil ?? .last)
            && (right.validFrom ?? .first) <= (left.validUntil ?? .last)
    }
}
