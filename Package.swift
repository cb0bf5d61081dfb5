// swift-tools-version: 6.0
// SPDX-License-Identifier: GPL-2.0-or-later
import PackageDescription

/// What reads texts of strangers.
let fuzzed: [Target.Dependency] = [
    "JSON", "KconfigParse", "Probes", "KconfigEvaluate", "Solver", "Lint", "Patches", "Vulnerabilities",
    "Machine",
    "Optimizer", "Search", "LanguageServer", "Matrix",
]

let package = Package(
    name: "kconfig-sat",
    products: [
        .executable(name: "kconfig-sat", targets: ["kconfig-sat"])
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2")
    ],
    targets: [
        .systemLibrary(name: "CPCRE2", pkgConfig: "libpcre2-8", providers: [.apt(["libpcre2-dev"])]),
        .target(
            name: "CSAT",
            cxxSettings: [.unsafeFlags(["-std=c++17"])],
            linkerSettings: [.linkedLibrary("cadical"), .linkedLibrary("stdc++"), .linkedLibrary("dl")]
        ),
        .systemLibrary(name: "CSQLite", pkgConfig: "sqlite3", providers: [.apt(["libsqlite3-dev"])]),
        .systemLibrary(name: "CNcurses", providers: [.apt(["libncurses-dev"])]),
        .systemLibrary(name: "CFdt", providers: [.apt(["libfdt-dev"])]),
        .target(name: "CCurl", linkerSettings: [.linkedLibrary("curl")]),
        .target(name: "JSON"),
        .target(name: "Patches"),
        .target(name: "KconfigParse"),
        .target(name: "Probes", dependencies: ["KconfigParse"]),
        .target(name: "KconfigEvaluate", dependencies: ["KconfigParse"]),
        .target(name: "Solver", dependencies: ["KconfigParse", "KconfigEvaluate", "CSAT", "CPCRE2"]),
        .target(
            name: "Essentials", dependencies: ["KconfigParse", "Solver"],
            resources: ["common", "arm", "arm64", "riscv", "x86"].map { .embedInCode("data/\($0)") }),
        .target(
            name: "Profiles", dependencies: ["Solver"],
            resources: [
                "busybox",
                "debug",
                "docker",
                "firecracker-guest",
                "firecracker-guest.arm64",
                "firecracker-guest.x86",
                "hardening",
                "hardening.arm64",
                "hardening.x86",
                "initramfs",
                "kata-guest",
                "kselftest",
                "kubernetes",
                "live",
                "nfsroot",
                "qemu-microvm.x86",
                "qemu-q35.x86",
                "qemu-virt",
                "qemu-virt.arm",
                "qemu-virt.arm64",
                "qemu-virt.riscv",
                "small",
                "systemd",
                "systemd.x86",
            ].map { .embedInCode("data/\($0)") }),
        .target(
            name: "Machine", dependencies: ["KconfigParse", "CFdt"],
            resources: [.embedInCode("data/describe-machine")]),
        .target(name: "Advice", dependencies: ["KconfigParse", "KconfigEvaluate", "Solver"]),
        .target(name: "Lint", dependencies: ["JSON", "KconfigParse", "KconfigEvaluate", "Solver", "Kbuild"]),
        .target(name: "Kbuild", dependencies: ["KconfigParse"]),
        .target(name: "Vulnerabilities", dependencies: ["JSON", "Kbuild"]),
        .target(
            name: "Matrix",
            dependencies: ["KconfigParse", "KconfigEvaluate", "Solver", "Lint", "Vulnerabilities"]),
        .target(name: "Devices", dependencies: ["KconfigParse", "Kbuild"]),
        .target(
            name: "Hardware", dependencies: ["KconfigParse", "Kbuild", "Devices", "Machine", "Solver"]),
        .target(
            name: "Optimizer",
            dependencies: ["JSON", "KconfigParse", "KconfigEvaluate", "Solver", "Essentials", "CCurl"]),
        .target(
            name: "Menu", dependencies: ["KconfigParse", "KconfigEvaluate", "Solver", "CNcurses"]),
        .target(
            name: "LanguageServer",
            dependencies: ["JSON", "KconfigParse", "KconfigEvaluate", "Solver", "Lint"]),
        .target(
            name: "Search",
            dependencies: [
                "JSON", "KconfigParse", "Probes", "KconfigEvaluate", "Solver", "Optimizer", "CSQLite",
            ]),
        .executableTarget(
            name: "kconfig-sat",
            dependencies: [
                "JSON", "KconfigParse", "Probes", "KconfigEvaluate", "Solver", "Advice", "Essentials",
                "Profiles", "Lint", "Matrix", "Kbuild", "Patches", "Vulnerabilities", "Devices", "Machine",
                "Hardware",
                "Optimizer", "Search", "Menu",
                "LanguageServer",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ]
        ),
        .executableTarget(
            name: "kconfig-fuzz", dependencies: fuzzed, path: "Tests/Fuzz",
            exclude: ["ConfTarget.swift", "LibFuzzer.swift", "corpus", "guided.sh", "run.sh"]
        ),
        .target(
            name: "TestSupport", dependencies: ["KconfigParse", "Solver"], path: "Tests/TestSupport"),
        .testTarget(name: "JSONTests", dependencies: ["JSON"]),
        .testTarget(
            name: "VulnerabilitiesTests", dependencies: ["JSON", "Kbuild", "Vulnerabilities", "TestSupport"]),
        .testTarget(name: "PatchesTests", dependencies: ["Patches", "TestSupport"]),
        .testTarget(name: "KconfigParseTests", dependencies: ["KconfigParse", "TestSupport"]),
        .testTarget(name: "ProbesTests", dependencies: ["KconfigParse", "Probes", "TestSupport"]),
        .testTarget(
            name: "KconfigEvaluateTests", dependencies: ["KconfigParse", "KconfigEvaluate", "TestSupport"]),
        .testTarget(
            name: "SolverTests", dependencies: ["KconfigParse", "KconfigEvaluate", "Solver", "TestSupport"]),
        .testTarget(
            name: "EssentialsTests",
            dependencies: ["KconfigParse", "Solver", "Essentials", "Optimizer", "TestSupport"]),
        .testTarget(
            name: "ProfilesTests",
            dependencies: ["KconfigParse", "KconfigEvaluate", "Solver", "Profiles", "TestSupport"]),
        .testTarget(
            name: "HardwareTests",
            dependencies: [
                "KconfigParse", "Kbuild", "Devices", "Machine", "Hardware", "Solver", "TestSupport",
            ]),
        .testTarget(name: "MachineTests", dependencies: ["KconfigParse", "Machine", "TestSupport"]),
        .testTarget(
            name: "AdviceTests",
            dependencies: ["KconfigParse", "KconfigEvaluate", "Solver", "Advice", "TestSupport"]),
        .testTarget(
            name: "LintTests",
            dependencies: ["JSON", "KconfigParse", "KconfigEvaluate", "Solver", "Lint", "TestSupport"],
            exclude: ["Fixtures"]),
        .testTarget(name: "KbuildTests", dependencies: ["KconfigParse", "Kbuild", "TestSupport"]),
        .testTarget(
            name: "DevicesTests", dependencies: ["KconfigParse", "Kbuild", "Devices", "TestSupport"]),
        .testTarget(
            name: "MatrixTests",
            dependencies: [
                "KconfigParse", "KconfigEvaluate", "Solver", "Lint", "Matrix", "Vulnerabilities",
                "TestSupport",
            ]),
        .testTarget(name: "HouseTests"),
        .testTarget(
            name: "MenuTests",
            dependencies: ["KconfigParse", "KconfigEvaluate", "Solver", "Menu", "TestSupport"]),
        .testTarget(
            name: "LanguageServerTests",
            dependencies: [
                "JSON", "KconfigParse", "KconfigEvaluate", "Solver", "LanguageServer", "TestSupport",
            ]),
        .testTarget(
            name: "SearchTests", dependencies: ["KconfigParse", "Solver", "Search", "TestSupport"],
            exclude: ["Reference"]),
        .testTarget(
            name: "OptimizerTests",
            dependencies: ["JSON", "KconfigParse", "KconfigEvaluate", "Solver", "Optimizer", "TestSupport"]),
    ],
    swiftLanguageModes: [.v6]
)

// Tests/Fuzz/guided.sh builds the same readers for libFuzzer, whose library has the main function, with the generator of the
// exhaustive tests.
if Context.environment["KCONFIG_SAT_LIBFUZZER"] != nil {
    package.targets.removeAll { $0.type == .test || $0.name == "kconfig-fuzz" }
    package.targets.append(
        .executableTarget(
            name: "kconfig-fuzz", dependencies: fuzzed + ["TestSupport"], path: "Tests",
            sources: [
                "Fuzz/ConfTarget.swift", "Fuzz/FuzzClient.swift", "Fuzz/FuzzTarget.swift",
                "Fuzz/LibFuzzer.swift",
                "SolverTests/ConfProgram.swift", "SolverTests/KconfigGenerator.swift",
            ]))
}
