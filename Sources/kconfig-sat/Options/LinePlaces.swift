// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigEvaluate
import KconfigParse
import Solver

/// Where lines of a file stand that a check is about: of merged files, each in its own.
struct LinePlaces {
    private let name: String
    private let origins: [ConfigMerge.Origin]?

    /// - Parameter origins: of the lines of merged files; nil for a single file.
    init(_ name: String, _ origins: [ConfigMerge.Origin]? = nil) {
        self.name = name
        self.origins = origins
    }

    /// - Parameter line: counted from 1.
    func origin(_ line: Int) -> ConfigMerge.Origin { origins?[line - 1] ?? .init(file: name, line: line) }

    func text(_ line: Int) -> String {
        let origin = origin(line)
        return "\(origin.file):\(origin.line)"
    }

    /// Why a line has no effect.
    func cause(_ problem: LineProblem, _ base: BaseConfiguration) -> String {
        let writer = LineProblemWriter(base)
        guard origins != nil else { return writer.text(problem) }
        switch problem {
        case .otherMember(let member):
            guard let line = base.lines[member] else { return writer.text(problem) }
            return "its choice is set to \(base.model.name(member)) (\(text(line)))"
        case .overridden(let line): return "\(text(line)) sets it again"
        default: return writer.text(problem)
        }
    }
}
