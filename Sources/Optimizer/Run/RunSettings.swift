// SPDX-License-Identifier: GPL-2.0-or-later
import JSON
import KconfigParse

/// All that decides what a run does, beside the tree and the answers: the head of a transcript, so that a replay
/// does the same and a run goes on only where it fits.
public struct RunSettings: Equatable, Sendable {
    public enum AdviserName: Equatable, Sendable {
        case handbook
        case model(name: String, host: String)
    }

    /// A line of a `--keep` or `--forbid` file.
    public struct Line: Equatable, Sendable {
        public let isKept: Bool
        public let file: String
        public let entry: SymbolListFile.Entry
    }

    public var goal: Goal
    public var adviser: AdviserName
    /// The version and architecture.
    public var kernel: String
    public var baseName: String
    /// Of the settled base.
    public var baseDigest: String
    public var budget = Budget()
    public var batchSize = Batch.largest
    public var corrections = 2
    public var mostChanges = 25
    public var allowsStrings = false
    public var allowsSecurity = false
    public var allMenus = false
    public var lines: [Line] = []

    public init(_ goal: Goal, _ adviser: AdviserName, kernel: String, baseName: String, base: [UInt8]) {
        self.goal = goal
        self.adviser = adviser
        self.kernel = kernel
        self.baseName = baseName
        baseDigest = Self.digest(base)
    }

    /// It tells files apart that changed by accident, which is all that is asked of it.
    static func digest(_ bytes: [UInt8]) -> String {
        var hash = Hash64()
        hash.add(bytes)
        return String(hash.value, radix: 16)
    }

    public mutating func add(_ file: SymbolListFile, isKept: Bool) {
        lines += file.entries.map { Line(isKept: isKept, file: file.path, entry: $0) }
    }

    // MARK: - JSON

    public var json: JSONValue {
        var adviserMembers = [JSONValue.Member("kind", "handbook")]
        if case .model(let name, let host) = adviser {
            adviserMembers = [
                JSONValue.Member("kind", "model"), JSONValue.Member("model", .string(name)),
                JSONValue.Member("server", .string(host)),
            ]
        }
        return [
            "goal": .string(goal.name), "adviser": .object(adviserMembers), "kernel": .string(kernel),
            "base": ["file": .string(baseName), "fnv1a": .string(baseDigest)], "budget": budget.json,
            "batch": .int(batchSize), "corrections": .int(corrections), "most_changes": .int(mostChanges),
            "allow_strings": .bool(allowsStrings), "allow_security_tradeoffs": .bool(allowsSecurity),
            "all_menus": .bool(allMenus), "lines": .array(lines.map(\.json)),
        ]
    }

    public init?(_ json: JSONValue) {
        guard let goal = json["goal"]?.string, let adviser = json["adviser"],
            let kernel = json["kernel"]?.string,
            let baseName = json["base"]?["file"]?.string, let digest = json["base"]?["fnv1a"]?.string,
            let budget = json["budget"].flatMap({ Budget($0) }), let batch = json["batch"]?.int, batch > 0,
            let corrections = json["corrections"]?.int, let most = json["most_changes"]?.int,
            let strings = json["allow_strings"]?.bool, let security = json["allow_security_tradeoffs"]?.bool,
            let allMenus = json["all_menus"]?.bool, let lines = json["lines"]?.array
        else { return nil }
        self.goal = Goal(goal)
        if let name = adviser["model"]?.string, let host = adviser["server"]?.string {
            self.adviser = .model(name: name, host: host)
        } else {
            self.adviser = .handbook
        }
        self.kernel = kernel
        self.baseName = baseName
        baseDigest = digest
        self.budget = budget
        batchSize = batch
        self.corrections = corrections
        mostChanges = most
        allowsStrings = strings
        allowsSecurity = security
        self.allMenus = allMenus
        self.lines = lines.compactMap { Line($0) }
        guard self.lines.count == lines.count else { return nil }
    }

    /// The lines of the files again, one file each.
    public func files(kept: Bool) -> [SymbolListFile] {
        var files: [(path: String, entries: [SymbolListFile.Entry])] = []
        for line in lines where line.isKept == kept {
            if files.last?.path == line.file {
                files[files.count - 1].entries.append(line.entry)
            } else {
                files.append((line.file, [line.entry]))
            }
        }
        return files.map { SymbolListFile(path: $0.path, entries: $0.entries) }
    }
}

extension RunSettings.Line {
    fileprivate var json: JSONValue {
        .object([
            "kept": .bool(isKept), "file": .string(file), "line": .int(entry.line),
            "symbol": .string(entry.name),
            "value": entry.value.map { .string($0) },
        ])
    }

    fileprivate init?(_ json: JSONValue) {
        guard let isKept = json["kept"]?.bool, let file = json["file"]?.string, let line = json["line"]?.int,
            let name = json["symbol"]?.string
        else { return nil }
        self.isKept = isKept
        self.file = file
        entry = SymbolListFile.Entry(line: line, name: name, value: json["value"]?.string)
    }
}

extension Budget {
    fileprivate var json: JSONValue {
        .object([
            "visits": .int(visits), "tokens": .int(tokens), "seconds": .int(seconds),
            "cost": cost.map { .double($0) },
            "prompt_price": .double(price.prompt), "completion_price": .double(price.completion),
        ])
    }

    fileprivate init?(_ json: JSONValue) {
        func number(_ value: JSONValue?) -> Double? {
            switch value {
            case .int(let number): Double(number)
            case .double(let number): number
            default: nil
            }
        }
        guard let visits = json["visits"]?.int, let tokens = json["tokens"]?.int,
            let seconds = json["seconds"]?.int,
            let prompt = number(json["prompt_price"]), let completion = number(json["completion_price"])
        else { return nil }
        self.visits = visits
        self.tokens = tokens
        self.seconds = seconds
        cost = number(json["cost"])
        price = Price(prompt: prompt, completion: completion)
    }
}
