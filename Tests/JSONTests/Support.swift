import JSON

/// The error that parsing gives, nil when the bytes are JSON.
func fault(_ bytes: [UInt8], maximumDepth: Int = 64) -> JSONError? {
    do {
        _ = try JSONDocument(bytes, maximumDepth: maximumDepth)
        return nil
    } catch {
        return error
    }
}

func fault(_ text: String) -> JSONError? { fault(Array(text.utf8)) }

func parse(_ text: String) throws -> JSONNode { try JSONDocument(Array(text.utf8)).root }

/// The value written again.
func written(_ node: JSONNode) -> [UInt8] {
    var json = JSONWriter()
    node.write(to: &json)
    return json.finish()
}

/// What a few calls write, as a string.
func text(_ write: (inout JSONWriter) -> Void) -> String {
    var json = JSONWriter(capacity: 0)
    write(&json)
    return String(decoding: json.finish(), as: UTF8.self)
}

/// SplitMix64: the same numbers for the same seed, everywhere.
struct SeededGenerator: RandomNumberGenerator {
    var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}

/// Some text that uses every rule of the grammar.
let richSample = #"""
    {"a":[1,-0,2.5e+10,0.0E-1,[],{}],"b\"\\\/\b\f\n\r\t\u00e9\ud83d\ude00":"é€😀x", "t":true ,"f":false,
    	"n":null,"longer name than eight":{"deep":[[{"x":"y"}]]},"":"","\u0000":"long plain text"}
    """#
