import FuzzTargets
import Testing
import TratoTesting

/// The kept inputs of the fuzz targets, each a case that once reached something of its own.
@Suite(.serialized) struct CorpusTests {
    private static let inputs = Repository.files(in: "Fuzz/Corpus")

    @Test func `every corpus has a target`() {
        let names = Set(Self.inputs.map { String($0.split(separator: "/")[2]) })
        #expect(names == Set(FuzzTargets.all.keys))
    }

    /// A finding ends the process and says what it was.
    @Test(arguments: FuzzTargets.all.keys.sorted())
    func `no kept input is a finding`(_ name: String) throws {
        let target = try #require(FuzzTargets.all[name])
        let inputs = Self.inputs.filter { $0.hasPrefix("Fuzz/Corpus/\(name)/") }
        #expect(!inputs.isEmpty)
        for input in inputs {
            try File.read("\(Repository.root)/\(input)").withUnsafeBufferPointer { target($0) }
        }
    }
}
