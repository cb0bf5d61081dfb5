// SPDX-License-Identifier: GPL-2.0-or-later
import Foundation
import Testing

/// The folders of a target stand in an order, and none uses a type that one after it declares: no circles.
@Suite struct RoomTests {
    private static let sources = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appendingPathComponent("Sources")

    private struct File {
        let name: String
        /// Without comments and texts.
        let code: String
    }

    private func files(_ folder: URL) throws -> [File] {
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
        return try names.filter { $0.hasSuffix(".swift") }.map { name in
            let text = try String(contentsOf: folder.appendingPathComponent(name), encoding: .utf8)
            let code = text.replacing(#/\/\/.*|"(?:[^"\\\n]|\\.)*"/#, with: "")
            return File(name: name, code: code)
        }
    }

    /// The types that other files can name.
    private func declarations(_ code: String) -> [String] {
        code.matches(of: #/(?m)^(?:public |final |indirect )*(?:struct|class|enum|protocol|typealias) (\w+)/#)
            .map { String($0.output.1) }
    }

    @Test(arguments: [
        ("KconfigParse", ["Base", "Macro", "Source", "Lex", "Symbols", "Tree", "Graph", "Model"]),
        ("Probes", ["Depend", "Run", "Cache"]),
        ("KconfigEvaluate", ["Values", "DotConfig", "Conf"]),
    ])
    func roomsUseOnlyThoseBefore(_ target: String, _ rooms: [String]) throws {
        let folder = Self.sources.appendingPathComponent(target)
        let found = try FileManager.default.contentsOfDirectory(atPath: folder.path)
            .filter { try !files(folder.appendingPathComponent($0)).isEmpty }
        #expect(found.sorted() == rooms.sorted())
        let contents = try rooms.map { try files(folder.appendingPathComponent($0)) }
        var later: [String: String] = [:]
        for (room, files) in zip(rooms, contents).reversed() {
            for file in files {
                let words = Set(file.code.matches(of: #/\w+/#).map { String($0.output) })
                for word in words.sorted() {
                    if let other = later[word] {
                        Issue.record("\(target)/\(room)/\(file.name) uses \(word) of \(other)")
                    }
                }
            }
            for name in files.flatMap({ declarations($0.code) }) { later[name] = room }
        }
        #expect(later.count > 5)
    }
}
