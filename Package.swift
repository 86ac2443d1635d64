// swift-tools-version: 6.2
import PackageDescription

/// The library of libFuzzer when `scripts/fuzz` builds, else nil.
///
/// With it all rooms are instrumented and there is one more program.
let fuzzer = Context.environment["TRATO_FUZZ"]

/// Swift 6 mode brings strict concurrency; a warning is a mistake nobody has looked at yet.
///
/// Release builds leave out the run-time checks of exclusive access, which cost 3 % of a request; debug builds, and with
/// them all tests, have them.
let settings: [SwiftSetting] = [
    .treatAllWarnings(as: .error),
    fuzzer == nil
        ? .unsafeFlags(["-enforce-exclusivity=unchecked"], .when(configuration: .release))
        : .unsafeFlags(["-sanitize=fuzzer", "-enable-testing", "-assert-config", "Debug"]),
]

/// What a release is linked with beside Swift's own choice.
///
/// Packed relocations (DT_RELR), which gold cannot write: the 90,000 of a statically linked binary are 2 MB of memory
/// otherwise. And no table of exported symbols, which nobody looks up.
let linking: [LinkerSetting] = [
    .unsafeFlags(
        [
            "-use-ld=lld", "-Xlinker", "-z", "-Xlinker", "pack-relative-relocs", "-Xlinker",
            "--no-export-dynamic",
        ],
        .when(configuration: .release))
]

func room(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
    .target(name: name, dependencies: dependencies, swiftSettings: settings)
}

func tests(
    of name: String, _ dependencies: [Target.Dependency], exclude: [String] = []
) -> Target {
    .testTarget(
        name: name + "Tests", dependencies: dependencies, exclude: exclude, swiftSettings: settings)
}

let package = Package(
    name: "trato",
    products: [.executable(name: "trato", targets: ["trato"])],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.5.0"),
        .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.1.1"),
    ],
    targets: [
        .systemLibrary(
            name: "CSQLite", pkgConfig: "sqlite3", providers: [.apt(["libsqlite3-dev"])]),
        .systemLibrary(name: "COpenSSL", pkgConfig: "openssl", providers: [.apt(["libssl-dev"])]),
        .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
        .systemLibrary(name: "CLinux"),
        // Headers only: the library is loaded when it is first needed.
        .systemLibrary(name: "CCurl", providers: [.apt(["libcurl4-openssl-dev"])]),
        // Declarations only: the library is loaded when the first document is made.
        .systemLibrary(name: "CPango"),
        room("JSON"),
        room("HTTP", ["CLinux", "COpenSSL", "CZlib"]),
        .target(name: "CLogVFS", dependencies: ["CSQLite"]),
        room("Store", ["CSQLite", "CLinux", "CLogVFS"]),
        room("Schema", ["JSON", "Store"]),
        room("API", ["Schema", "Store", "JSON", "HTTP", "COpenSSL", "CCurl"]),
        room(
            "Documents", ["CPango", .product(name: "Mustache", package: "swift-mustache")]),
        room("CRM", ["API", "Documents", "Schema", "Store", "JSON"]),
        .executableTarget(
            name: "trato",
            dependencies: [
                "API", "CRM", "Schema", "Store", "JSON", "HTTP",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            swiftSettings: settings, linkerSettings: linking),
        room("TratoTesting", ["API", "CRM", "Schema", "Store", "JSON", "HTTP"]),
        .target(name: "CFaultVFS", dependencies: ["CSQLite"], path: "Tests/CFaultVFS"),
        tests(of: "JSON", ["JSON"]),
        tests(of: "HTTP", ["HTTP", "CLinux", "COpenSSL"]),
        tests(of: "Store", ["Store", "CFaultVFS"]),
        tests(of: "Schema", ["Schema", "Store", "JSON"]),
        tests(of: "Documents", ["Documents"]),
        tests(of: "API", ["TratoTesting", "COpenSSL"]),
        tests(of: "CRM", ["TratoTesting", "Documents", "CFaultVFS", "CSQLite"]),
        tests(of: "trato", ["trato", "TratoTesting", "HTTP"], exclude: ["Releases"]),
        tests(of: "Tidy", ["TratoTesting"]),
        .target(
            name: "FuzzTargets", dependencies: ["TratoTesting", "CSQLite"], path: "Fuzz/Targets",
            swiftSettings: settings),
        tests(of: "Fuzz", ["FuzzTargets"]),
    ]
)

if let fuzzer {
    package.targets += [
        .systemLibrary(name: "CFuzzer", path: "Fuzz/CFuzzer"),
        .executableTarget(
            name: "Fuzz", dependencies: ["FuzzTargets", "CFuzzer"],
            path: "Fuzz/Program", swiftSettings: settings,
            linkerSettings: [.unsafeFlags([fuzzer]), .linkedLibrary("stdc++")]),
    ]
}
