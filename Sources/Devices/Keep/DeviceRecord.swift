// SPDX-License-Identifier: GPL-2.0-or-later
import Kbuild
import KconfigParse

/// What was found in the sources, as a file that later runs read instead of them: lines of parts with tabs between.
public struct DeviceRecord {
    private static let header = "kconfig-sat devices 7"

    public let scan: DeviceScan
    public let inputs: [DeviceInput]

    public init(_ scan: DeviceScan, _ inputs: [DeviceInput]) {
        self.scan = scan
        self.inputs = inputs
    }

    // MARK: - Writing

    /// - Parameter key: what it depends on beside files.
    public func bytes(key: String) -> [UInt8] {
        var writer = Writer()
        writer.line([Self.header, key])
        writer.line(["\(inputs.count)"])
        for input in inputs { writer.line([input.path, input.stamp, input.content]) }
        var (files, conditions) = (Numbered<String>(), Numbered<BuildCondition>())
        for alias in scan.aliases {
            files.add(alias.source)
            files.add(alias.file)
            conditions.add(alias.condition)
        }
        for thing in scan.things {
            files.add(thing.source)
            files.add(thing.file)
            conditions.add(thing.condition)
        }
        writer.line(["\(files.list.count)"])
        for file in files.list { writer.line([file]) }
        writer.line(["\(conditions.list.count)"])
        for condition in conditions.list { writer.line([condition.encoded]) }
        writer.line(["\(scan.aliases.count)"])
        for alias in scan.aliases {
            let numbers = [
                files.number[alias.source]!, files.number[alias.file]!, alias.line,
                conditions.number[alias.condition]!,
                Int(alias.way.rawValue),
            ]
            writer.line([alias.pattern] + numbers.map(String.init))
        }
        writer.line(["\(scan.things.count)"])
        for thing in scan.things {
            let numbers = [
                files.number[thing.source]!, files.number[thing.file]!, thing.line,
                conditions.number[thing.condition]!,
            ]
            writer.line([thing.name, thing.kind.encoded] + numbers.map(String.init))
        }
        writer.line(["\(scan.problems.count)"])
        for problem in scan.problems { writer.line([problem.file, "\(problem.line)", problem.reason]) }
        writer.line(["end"])
        return writer.bytes
    }

    private struct Writer {
        var bytes: [UInt8] = []

        mutating func line(_ parts: [String]) {
            for (index, part) in parts.enumerated() {
                if index > 0 { bytes.append(0x09) }
                bytes += part.utf8
            }
            bytes.append(0x0A)
        }
    }

    private struct Numbered<Value: Hashable> {
        var list: [Value] = []
        var number: [Value: Int] = [:]

        mutating func add(_ value: Value) {
            if number[value] == nil {
                number[value] = list.count
                list.append(value)
            }
        }
    }

    // MARK: - Reading

    /// Nil when it is of something else, of another version, or damaged.
    public init?(_ text: UnsafeBufferPointer<UInt8>, key: String) {
        var reader = Reader(text)
        guard reader.line(2).map({ $0[0] == Self.header && $0[1] == key }) == true else { return nil }
        var inputs: [DeviceInput] = []
        guard
            reader.each(3, { inputs.append(DeviceInput(path: $0[0], stamp: $0[1], content: $0[2])) })
        else { return nil }
        var (files, conditions): ([String], [BuildCondition?]) = ([], [])
        guard reader.each(1, { files.append($0[0]) }),
            reader.each(1, { conditions.append(BuildCondition(encoded: $0[0])) })
        else { return nil }
        func place(_ parts: ArraySlice<String>) -> (source: String, file: String, line: Int, BuildCondition)?
        {
            let numbers = parts.compactMap { Int($0) }
            guard numbers.count >= 4, files.indices.contains(numbers[0]), files.indices.contains(numbers[1]),
                conditions.indices.contains(numbers[3]), let condition = conditions[numbers[3]]
            else { return nil }
            return (files[numbers[0]], files[numbers[1]], numbers[2], condition)
        }
        var scan = DeviceScan()
        var isWhole = reader.each(6) { parts in
            guard let (source, file, line, condition) = place(parts[1..<5]),
                let way = UInt8(parts[5]).flatMap(DeviceAlias.Way.init)
            else { return }
            scan.aliases.append(
                DeviceAlias(
                    pattern: parts[0], source: source, file: file, line: line, condition: condition, way: way)
            )
        }
        isWhole =
            isWhole
            && reader.each(6) { parts in
                guard let (source, file, line, condition) = place(parts[2...]) else { return }
                scan.things.append(
                    NamedThing(
                        kind: NamedThing.Kind(encoded: parts[1]), name: parts[0], source: source, file: file,
                        line: line, condition: condition))
            }
        isWhole =
            isWhole
            && reader.each(3) { parts in
                scan.problems.append(
                    DeviceProblem(file: parts[0], line: Int(parts[1]) ?? 0, reason: parts[2]))
            }
        guard isWhole, reader.line(1) == ["end"] else { return nil }
        self.init(scan, inputs)
    }

    private struct Reader {
        private let text: UnsafeBufferPointer<UInt8>
        private var position = 0

        init(_ text: UnsafeBufferPointer<UInt8>) { self.text = text }

        /// The parts of the next line; nil when it has another count of them.
        mutating func line(_ count: Int) -> [String]? {
            guard position < text.count else { return nil }
            let end = text.endOfLine(from: position)
            let parts = text[position..<end].split(separator: 0x09, omittingEmptySubsequences: false)
            position = end + 1
            guard parts.count == count else { return nil }
            return parts.map { String(decoding: UnsafeBufferPointer(rebasing: $0), as: UTF8.self) }
        }

        /// A line that says how many follow, and these.
        mutating func each(_ parts: Int, _ take: ([String]) -> Void) -> Bool {
            guard let count = line(1).flatMap({ Int($0[0]) }), count >= 0 else { return false }
            for _ in 0..<count {
                guard let line = line(parts) else { return false }
                take(line)
            }
            return true
        }
    }
}

extension NamedThing.Kind {
    fileprivate var encoded: String {
        switch self {
        case .console: "console:"
        case .fileSystem: "fs:"
        case .driver(let bus): bus
        }
    }

    fileprivate init(encoded: String) {
        switch encoded {
        case "console:": self = .console
        case "fs:": self = .fileSystem
        default: self = .driver(bus: encoded)
        }
    }
}
