// SPDX-License-Identifier: GPL-2.0-or-later
//
// The entry points of libFuzzer: coverage decides which inputs are kept and changed further. KCONFIG_FUZZ_TARGET says what is
// read; the working folder is for files. (Built by Tests/Fuzz/guided.sh alone.)

import Glibc

private let target: String = getenv("KCONFIG_FUZZ_TARGET").map { String(cString: $0) } ?? "kconfig"

@_cdecl("LLVMFuzzerInitialize")
public func initialize(_ count: UnsafeMutableRawPointer?, _ arguments: UnsafeMutableRawPointer?) -> CInt {
    guard target == "conf" || FuzzTarget(rawValue: target) != nil else {
        print("KCONFIG_FUZZ_TARGET: conf", FuzzTarget.allCases.map(\.rawValue))
        exit(2)
    }
    return 0
}

@_cdecl("LLVMFuzzerTestOneInput")
public func testOneInput(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let input = Array(UnsafeBufferPointer(start: bytes, count: count))
    if let target = FuzzTarget(rawValue: target) { target.run(input) } else { ConfTarget.run(input) }
    return 0
}

/// `LLVMFuzzerRunDriver` of libFuzzer (https://llvm.org/docs/LibFuzzer.html#using-libfuzzer-as-a-library). Pointers are passed as in C.
@_silgen_name("LLVMFuzzerRunDriver")
private func runDriver(
    _ count: UnsafeMutablePointer<CInt>, _ arguments: UnsafeMutablePointer<UnsafeMutableRawPointer?>,
    _ test: @convention(c) (UnsafePointer<UInt8>?, Int) -> CInt
) -> CInt

/// What SwiftPM lets a program begin with instead of libFuzzer's own `main`.
@_cdecl("kconfig_fuzz_main")
public func begin(_ count: CInt, _ arguments: UnsafeMutableRawPointer?) -> CInt {
    var (count, arguments) = (count, arguments)
    return runDriver(&count, &arguments, testOneInput)
}
