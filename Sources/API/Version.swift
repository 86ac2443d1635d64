/// Which Trato this is.
package enum Version {
    /// Semantic Versioning 2.0.0; the description of the API carries it.
    package static let current = "0.1.0"
}
