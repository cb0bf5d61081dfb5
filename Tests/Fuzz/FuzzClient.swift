// SPDX-License-Identifier: GPL-2.0-or-later
import Glibc
import KconfigParse
import LanguageServer
import Solver

/// A client of the language server that says whatever it is told to, about a small tree in the working folder.
enum FuzzClient {
    /// Each line is a message after the first ones of a session; with a `!` in front all is sent as it is.
    static func talk(_ bytes: [UInt8]) {
        var sent: [UInt8] = []
        let here = getcwd(nil, 0)
        defer { free(here) }
        let folder = "file://" + (here.map { String(cString: $0) } ?? "/")
        let first =
            "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"initialize\",\"params\":{\"rootUri\":\"\(folder)\"}}"
        let initialized = "{\"jsonrpc\":\"2.0\",\"method\":\"initialized\",\"params\":{}}"
        for line in [first, initialized] { sent += framed(Array(line.utf8)) }
        if bytes.first == 0x21 {
            sent += bytes.dropFirst()
        } else {
            for line in bytes.split(separator: 0x0A) { sent += framed(Array(line)) }
        }
        guard let file = tmpfile() else { return }
        defer { fclose(file) }
        _ = sent.withUnsafeBytes { write(fileno(file), $0.baseAddress, $0.count) }
        lseek(fileno(file), 0, SEEK_SET)
        let server = Server(
            FuzzTree(), ClientLine(input: fileno(file), output: nowhere), version: "fuzz")
        _ = server.run()
    }

    private static let nowhere = open("/dev/null", O_WRONLY)

    private static func framed(_ text: [UInt8]) -> [UInt8] {
        Array("Content-Length: \(text.count)\r\n\r\n".utf8) + text
    }
}

/// The tree of `FuzzTarget`, without anything of this machine.
private final class FuzzTree: TreeAccess {
    let engine: any SATEngine = CaDiCaLEngine()
    let library: (any RequirementLibrary)? = nil
    let profiles: [String] = []

    func enter(_ settings: TreeSettings) throws(TreeProblem) {}
    func keepProbes() {}
    func costs(_ model: KconfigModel) -> (any EditCost)? { nil }

    func parseOptions() throws(TreeProblem) -> ParseOptions {
        ParseOptions(
            root: "Kconfig", dialect: Dialect(major: 6, minor: 12), shell: InstantShell(), sourceTree: nil)
    }
}
