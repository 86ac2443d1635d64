/// The peers whose word about their clients is believed.
package final class TrustedProxies: Sendable {
    private let blocks: [AddressBlock]
    private let trustsUnix: Bool

    /// Reads addresses and blocks of addresses, and `unix` for whoever connects to a socket file;
    /// nil when one of them is none of these.
    package init?(_ names: [String]) {
        var blocks: [AddressBlock] = []
        for name in names where name != "unix" {
            guard let block = AddressBlock(name) else { return nil }
            blocks.append(block)
        }
        self.blocks = blocks
        trustsUnix = names.contains("unix")
    }

    /// Whether a peer, by the text of its address, is one of them.
    func trusts(_ peer: String) -> Bool {
        guard let address = IPAddress(peer) else { return trustsUnix && peer == "unix" }
        return trusts(address)
    }

    func trusts(_ address: IPAddress) -> Bool { blocks.contains { $0.contains(address) } }
}
