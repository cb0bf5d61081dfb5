// SPDX-License-Identifier: GPL-2.0-or-later
import JSON
import KconfigParse
import Solver

/// Why a symbol has its value, as text and as JSON.
struct ReasonReport {
    let reason: ValueReason
    let model: KconfigModel
    /// The name of the configuration.
    let config: String

    var text: String {
        let info = model.symbols[reason.symbol]
        let value = info.type == .string ? "\"\(reason.value)\"" : reason.value
        var text = "\(model.name(reason.symbol))=\(value) (\(info.type.name)): \(reason.cause.summary)\n"
        for step in reason.steps {
            let place = step.location.file.isNone ? "" : model.sources.describe(step.location) + ": "
            text += (step.isDetail ? "    " : "  ") + place + step.text + "\n"
        }
        return text
    }

    private func place(_ step: ValueReason.Step) -> (file: String, line: Int)? {
        if let line = step.configLine { return (config, line) }
        if step.location.file.isNone { return nil }
        return (model.sources.name(step.location.file), Int(step.location.line))
    }

    var json: [JSONValue.Member] {
        [
            .init("symbol", .string(model.name(reason.symbol))),
            .init("type", .string(model.symbols[reason.symbol].type.name)),
            .init("value", .string(reason.value)), .init("cause", .string(reason.cause.rawValue)),
            .init(
                "steps",
                .array(
                    reason.steps.map { step in
                        let place = place(step)
                        return .object([
                            "file": place.map { .string($0.file) }, "line": place.map { .int($0.line) },
                            "text": .string(step.text), "detail": .bool(step.isDetail),
                        ])
                    })),
        ]
    }
}
