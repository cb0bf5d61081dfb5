// SPDX-License-Identifier: GPL-2.0-or-later

/// A target whose rooms (folders) stand in an order: each may use what the rooms before it declare.
struct House: CustomStringConvertible, Sendable {
    let target: String
    /// Folders, each with what stands below it. `.` is the target's folder itself.
    let rooms: [String]

    var description: String { target }

    /// The room of a file: the longest one that it stands in.
    func room(of path: String) -> String? {
        let fitting = rooms.filter { path.hasPrefix($0 + "/") || ($0 == "." && !path.contains("/")) }
        return fitting.max { $0.count < $1.count }
    }

    /// What is not as it should be: files in no room, types used of later rooms, and members of extensions whose names are declared
    /// once.
    func problems(_ files: [SourceFile]) -> [String] {
        var places: [String: Int] = [:]
        var problems: [String] = []
        let numbers = files.map { file in room(of: file.path).flatMap { rooms.firstIndex(of: $0) } }
        for (file, number) in zip(files, numbers) {
            guard let number else {
                problems.append("\(target)/\(file.path) stands in none of the rooms")
                continue
            }
            for type in file.declared { places[type] = number }
        }
        let counts = files.reduce(into: [:]) { $0.merge($1.declarations, uniquingKeysWith: +) }
        for (file, number) in zip(files, numbers) {
            for member in file.members where counts[member] == 1 { places[member] = number }
        }
        for (file, number) in zip(files, numbers) {
            guard let number else { continue }
            for type in file.named.union(file.lowerWords).sorted() {
                guard let place = places[type], place > number else { continue }
                problems.append("\(target)/\(file.path) uses \(type) of the later room \(rooms[place])")
            }
        }
        return problems
    }
}

extension House {
    /// The rooms of each target, in order.
    static let all = [
        House(
            target: "KconfigParse",
            rooms: ["Base", "Macro", "Source", "Lex", "Symbols", "Tree", "Graph", "Model"]),
        House(target: "Probes", rooms: ["Depend", "Run", "Cache", "Record", "Kbuild"]),
        House(target: "KconfigEvaluate", rooms: ["Values", "DotConfig", "Conf"]),
        House(
            target: "Solver",
            rooms: [
                "SAT", "Drive", "MaxSAT", "Encode", "Requirements", "Prepare", "Proof", "Queries/Base",
                "Queries/Sample",
                "Queries/Analyse", "Queries/Repair", "Queries/Cover", "Queries/Explain", "Queries/Check",
                "Queries/Correct",
                "Queries/Satisfy", "Queries/Compare",
                "Queries/Session", "Queries/Try", "Queries/Interact",
            ]),
        House(target: "Machine", rooms: ["Facts", "Listings", "DeviceTree"]),
        House(target: "Devices", rooms: ["C", "Tables", "Pattern", "Scan", "Match", "Keep"]),
        House(target: "Hardware", rooms: ["Find", "Need", "Require"]),
        House(target: "Patches", rooms: ["Read", "Apply"]),
        House(target: "Matrix", rooms: ["Cells", "Factor", "Check", "Review", "Formats"]),
        House(target: "Kbuild", rooms: ["Condition", "Make", "Tree", "Presence"]),
        House(target: "Vulnerabilities", rooms: ["Version", "Read", "Judge", "Formats"]),
        House(target: "Advice", rooms: ["Read", "Weigh"]),
        House(
            target: "Lint",
            rooms: ["Report", "Tree", "Config", "Code", "Rules", "Run", "Constants", "Formats"]),
        House(
            target: "Optimizer",
            rooms: ["Knowledge", "Menus", "LanguageModel", "Adviser", "Judge", "Run", "Report"]),
        House(
            target: "Search",
            rooms: ["Statistics", "Bisect", "Board", "Run", "State", "Lab", "Report", "Campaign"]),
        House(target: "LanguageServer", rooms: ["Protocol", "Documents", "Tree", "Answers", "Run"]),
        House(target: "Menu", rooms: ["View", "Tree", "Desk", "Screens", "Terminal"]),
        House(
            target: "kconfig-sat",
            rooms: [
                "Terminal", "Options", "Reports", "Shards", "Since", "Vex", "Cover", "Matrix", "Counting",
                "Commands",
            ]),
    ]
}
