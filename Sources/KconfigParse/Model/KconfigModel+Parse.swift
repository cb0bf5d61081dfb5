// SPDX-License-Identifier: GPL-2.0-or-later

extension KconfigModel {
    /// Parses a Kconfig tree.
    ///
    /// With `guessesDialect`, a tree that uses what newer kernels dropped is taken for
    /// one of the newest version that reads it.
    ///
    /// - Throws: `KconfigError` when a file is missing or the text is in error; it holds every diagnostic.
    public static func parse(_ options: ParseOptions) throws -> KconfigModel {
        let context = LexContext(options: options, sourceTree: options.sourceTree)
        let result = Result { try parse(options, context) }
        guard options.guessesDialect, !context.spellings.isEmpty else { return try result.get() }
        var older = options
        older.dialect = .newest(reading: context.spellings)
        if older.dialect == options.dialect { return try result.get() }
        return try parse(older, LexContext(options: older, sourceTree: older.sourceTree))
    }

    private static func parse(_ options: ParseOptions, _ context: LexContext) throws -> KconfigModel {
        func stopped() -> KconfigError {
            KconfigError(diagnostics: context.diagnostics, sources: context.sources)
        }
        guard let root = context.sources.open(options.root, includedFrom: .unknown) else {
            context.report(
                .error, at: .unknown, "can't find file \(options.root)",
                hint: hintOnRoot(options.sourceTree ?? "."))
            throw stopped()
        }
        options.shell.prepare { rehearse(options, $0) }
        var parser = Parser(context: context)
        do { try parser.parse(root) } catch is ParseStopped { throw stopped() }
        guard !context.hasErrors else { throw stopped() }
        var builder = GraphBuilder(parser.tree, context: context)
        builder.checkTransitional()
        guard !context.hasErrors else { throw stopped() }
        builder.finalize()
        var check = DependencyCheck(builder)
        let isAcyclic = check.run()
        builder.checkChoices()
        let errors = context.diagnostics.count { $0.severity == .error }
        guard options.allowsCycles ? errors == check.found : isAcyclic && errors == 0 else { throw stopped() }
        return KconfigModel(builder, cyclic: isAcyclic ? nil : parser.tree)
    }

    /// What to do where there is no root file.
    private static func hintOnRoot(_ tree: String) -> String {
        if SourceText(path: tree + "/Config.src") != nil {
            return "there is a Config.src, of which 'make defconfig' or the like makes Config.in first"
        }
        return "run in a kernel tree, or name the file with --kconfig"
    }

    /// Parses for the sake of the commands that `shell` is asked to run.
    private static func rehearse(_ options: ParseOptions, _ shell: any Shell) {
        var options = options
        options.shell = shell
        options.isRehearsal = true
        let context = LexContext(options: options, sourceTree: options.sourceTree)
        guard let root = context.sources.open(options.root, includedFrom: .unknown) else { return }
        var parser = Parser(context: context)
        // An error is reported by the real parse.
        try? parser.parse(root)
    }
}
