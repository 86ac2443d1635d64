import API
import Glibc
import HTTP
import Schema
import Store

/// Why a command ends without having done its work: a sentence for the operator and an exit status.
struct Failure: Error {
    /// Of `sysexits.h`, so that scripts and service managers can tell causes apart.
    let status: Int32
    let sentence: String

    /// EX_USAGE: a setting or argument is wrong.
    static func usage(_ sentence: String) -> Failure { Failure(status: 64, sentence: sentence) }
    /// EX_DATAERR: the data is wrong, or from another release.
    static func data(_ sentence: String) -> Failure { Failure(status: 65, sentence: sentence) }
    /// EX_SOFTWARE: the server cannot go on.
    static func software(_ sentence: String) -> Failure { Failure(status: 70, sentence: sentence) }
    /// EX_TEMPFAIL: something is in the way that may go.
    static func temporary(_ sentence: String) -> Failure { Failure(status: 75, sentence: sentence) }
}

extension Failure {
    /// The failure that an error of a lower room means; nil for errors of the argument parser.
    init?(causedBy error: any Error) {
        switch error {
        case let error as StoreError: self.init(error)
        case let error as ServerError: self.init(error)
        case let error as OpenIDError:
            self = .usage("Tokens of the OpenID provider cannot be checked: \(error).")
        case let problem as Problem: self = .data(Self.sentence(problem))
        case let fault as Fault: self = .data(fault.message)
        default: return nil
        }
    }

    private init(_ error: StoreError) {
        switch error {
        case .locked, .busy: self = .temporary(error.description)
        case .newer:
            self = .data(error.description + " Use the release that wrote it, or a newer one.")
        case .changedMigration, .duplicate, .foreign, .foreignKey, .orphan:
            self = .data(error.description)
        case .oldLibrary: self.init(status: 69, sentence: error.description)
        case .full, .damaged: self.init(status: 74, sentence: error.description)
        case .inputOutput(let reason):
            self.init(status: 74, sentence: "The database cannot be used: \(reason).")
        case .engine: self = .software(error.description)
        }
    }

    private init(_ error: ServerError) {
        switch error {
        case .addressInUse: self = .temporary(error.description)
        case .unusable: self = .usage(error.description)
        case .system(_, EACCES), .system(_, EPERM):
            self.init(status: 77, sentence: error.description)
        case .system: self.init(status: 71, sentence: error.description)
        }
    }

    /// The faults say what is wrong, and their messages name the field.
    private static func sentence(_ problem: Problem) -> String {
        guard !problem.faults.isEmpty else { return problem.detail }
        return problem.faults.map(\.message).joined(separator: " ")
    }
}
