// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigEvaluate
import KconfigParse

extension ImpossibleClaim {
    /// That no configuration meets all requirements. The clauses of the tree are those that `encode --dimacs` writes for the same
    /// requirements.
    public static func requirements(_ satconfig: Satconfig, _ unmet: UnmetPolicy) -> ImpossibleClaim {
        var options = satconfig.encodingOptions(explains: false)
        options.wishes = false
        var compiler = RequirementCompiler(satconfig.model, Encoder.encode(satconfig.model, options))
        let parts = satconfig.requirements.map { Part($0, &compiler) }
        compiler.encoding.apply(unmet.waiving(satconfig))
        return ImpossibleClaim("all requirements", satconfig.model, compiler.encoding, parts)
    }

    /// That the requirements can't be met while every line of a configuration stays as it is, but those of symbols that the
    /// requirements name.
    public static func requirements(
        _ satconfig: Satconfig, _ unmet: UnmetPolicy, in base: BaseConfiguration
    ) -> ImpossibleClaim {
        var compiler = RequirementCompiler(satconfig.model, encoding(satconfig, base))
        var parts = satconfig.requirements.map { Part($0, &compiler) }
        compiler.encoding.apply(unmet.waiving(satconfig).extended(to: base))
        let wished = Set(satconfig.wishedSettings)
        let settings = Settings(base, &compiler.encoding).list.filter { !wished.contains($0.symbol) }
        parts += settings.map { part($0, base) }
        return ImpossibleClaim(
            "the requirements, and every other line of \(base.name) as it is", satconfig.model,
            compiler.encoding, parts)
    }

    /// That each of several lines goes with no configuration in which the other lines stay as they are.
    ///
    /// - Parameter lines: symbols with the values of their lines, each with what is said of it.
    public static func lines(
        _ lines: [(symbol: SymbolID, value: String, text: String)], in base: BaseConfiguration
    ) -> ImpossibleClaim {
        let model = base.model
        var encoding = encoding(Satconfig(model: model, requirements: []), base)
        func literal(_ symbol: SymbolID, _ value: String) -> Literal {
            var formula = encoding.takeFormula()
            defer { encoding.formula = formula }
            return encoding.literal(symbol, value, model, in: &formula)
        }
        let wished = lines.map { literal($0.symbol, $0.value) }
        let settings = Settings(base, &encoding).list
        let own = lines.map { model.setting(of: $0.symbol) }
        let cases = lines.map { _ in encoding.formula.newVariable() }
        var parts = settings.filter { !own.contains($0.symbol) }.map { part($0, base) }
        let named = settings.filter { own.contains($0.symbol) }
        let lost = Set(lines.map(\.symbol))
        for (index, line) in lines.enumerated() {
            parts.append(Part([-cases[index], wished[index]], line.text))
            parts += named.filter { $0.symbol != own[index] }.map { Part([-cases[index], $0.kept]) }
            // The setting of a choice is all of it: what the file says of the other members.
            guard own[index] != line.symbol else { continue }
            for member in model.members(ofSetting: own[index]) where !lost.contains(member) {
                guard base.lines[member] != nil else { continue }
                parts.append(Part([-cases[index], literal(member, base.text(member))]))
            }
        }
        parts.append(Part(cases, "at least one of the lines, each with all others as they are"))
        return ImpossibleClaim(
            "a line of \(base.name) that is lost, with every other line as it is", model, encoding, parts,
            cases: cases)
    }

    /// Which of the cases have a model after all: those are not claimed rightly.
    func openCases(_ engine: any SATEngine) throws(SearchStopped) -> [Bool] {
        var formula = encoding.formula
        for part in parts { formula.append(part.clause) }
        let session = SATSession(formula, engine: engine)
        var isOpen: [Bool] = []
        for literal in cases { isOpen.append(try session.assignment([literal]) != nil) }
        return isOpen
    }

    private static func encoding(_ satconfig: Satconfig, _ base: BaseConfiguration) -> Encoding {
        var options = satconfig.encodingOptions(explains: false)
        options.userTexts = base.writtenTexts
        return Encoder.encode(satconfig.model, options)
    }

    private static func part(_ setting: Settings.Setting, _ base: BaseConfiguration) -> Part {
        Part([setting.kept], "\(base.model.name(setting.symbol)) stays as \(base.name) has it")
    }
}

extension ImpossibleClaim.Part {
    fileprivate init(_ requirement: Requirement, _ compiler: inout RequirementCompiler) {
        let origin = requirement.origin
        self.init(
            [compiler.literal(requirement)], "\(origin.file):\(origin.line): required: \(requirement.text)")
    }
}
