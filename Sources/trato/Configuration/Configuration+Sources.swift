import Glibc
import Schema

extension Configuration {
    /// Settles every setting: a flag beats the environment, which beats the file, which beats the
    /// default.
    ///
    /// All that was given is checked, also what is overruled: a mistake shows at once and not on
    /// the day the flag goes. Throws `Failure` (EX_USAGE).
    init(
        flags: [(setting: Setting, text: String)], file: String?, environment: [String: String]
    ) throws(Failure) {
        settings = Settings(currency: Parse.euro)
        for setting in Setting.all {
            try set(setting, setting.standard, "the default of \(setting.name)")
        }
        // An empty variable is one that is not set; an empty flag is a script's mistake.
        guard file != "" else { throw .usage("--config must name a file.") }
        if let path = file ?? environment["TRATO_CONFIG"], !path.isEmpty { try read(file: path) }
        try read(environment)
        for (setting, text) in flags { try set(setting, text, "--\(setting.name)") }
        guard limits.held >= 2 * limits.body else {
            throw .usage("held-limit must be at least twice the body-limit, \(2 * limits.body).")
        }
    }

    private mutating func read(file: String) throws(Failure) {
        for entry in try ConfigurationFile.entries(of: file) {
            let place = "\(file), line \(entry.line)"
            guard let setting = Setting.all.first(where: { $0.name == entry.key }) else {
                throw .usage("\(place): there is no setting \(entry.key).")
            }
            try set(setting, entry.value, "\(place), \(entry.key)")
        }
    }

    private mutating func read(_ environment: [String: String]) throws(Failure) {
        for (name, text) in environment.sorted(by: { $0.key < $1.key }) where !text.isEmpty {
            if let setting = Setting.all.first(where: { $0.variable == name }) {
                try set(setting, text, name)
            } else if name.hasPrefix("TRATO_"), !Self.isKnown(name) {
                throw .usage("There is no setting for the environment variable \(name).")
            }
        }
    }

    private mutating func set(
        _ setting: Setting, _ text: String, _ place: String
    ) throws(Failure) {
        do throws(BadValue) {
            try setting.apply(text, &self)
        } catch {
            throw .usage("\(place): \"\(text)\" \(error.reason).")
        }
    }

    /// Variables that are no settings of the table.
    private static func isKnown(_ name: String) -> Bool {
        if ["TRATO_CONFIG", Administrator.emailVariable, Administrator.passwordVariable]
            .contains(name)
        {
            return true
        }
        // Kubernetes and Docker links set these in every container beside a service named trato.
        return name == "TRATO_PORT" || name.hasPrefix("TRATO_PORT_")
            || name.hasPrefix("TRATO_SERVICE_")
    }
}

/// The environment of the process.
enum Environment {
    static func read() -> [String: String] {
        var variables: [String: String] = [:]
        var entry = environ
        while let text = entry.pointee {
            let parts = String(cString: text).split(
                separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            if parts.count == 2 { variables[String(parts[0])] = String(parts[1]) }
            entry += 1
        }
        return variables
    }
}
