// SPDX-License-Identifier: GPL-2.0-or-later

/// The ways to source a file. The kernel has `source`; Kconfiglib and the projects that use it (boot loaders,
/// embedded systems) have the others, and file patterns.
struct SourceFlavor {
    /// Relative to the folder of the file that holds the statement.
    var isRelative = false
    /// Nothing to source is no error.
    var isOptional = false

    static let plain = SourceFlavor()

    private init(isRelative: Bool = false, isOptional: Bool = false) {
        self.isRelative = isRelative
        self.isOptional = isOptional
    }

    /// The flavor of a statement that begins with this word, if it is one.
    init?(_ word: String) {
        switch word {
        case "rsource": self.init(isRelative: true)
        case "osource", "gsource": self.init(isOptional: true)
        case "orsource", "grsource": self.init(isRelative: true, isOptional: true)
        default: return nil
        }
    }
}

/// `source` and its kin.
extension Parser {
    /// `source` nesting deeper than this is taken for a mistake.
    private static var maximumDepth: Int { 500 }

    mutating func source(_ flavor: SourceFlavor) throws {
        let location = stream.statement
        try stream.advance()
        let name = expandNames(context.strings.text(try title("a quoted file name")))
        guard stream.current.kind == .endOfLine || stream.current.kind == .endOfInput else {
            throw unexpected("end of line")
        }
        var folder = ""
        if flavor.isRelative, let slash = context.sources.name(location.file).lastIndex(of: "/") {
            folder = String(context.sources.name(location.file)[...slash])
        }
        let files = try open(name, in: folder, at: location)
        if files.isEmpty && !flavor.isOptional { try miss(folder + name, at: location) }
        // The first is read first: it goes on top of the stack.
        for file in files.reversed() { stream.enter(file) }
        try stream.advance()
    }

    private func miss(_ name: String, at location: Location) throws {
        let isTolerated = context.tolerance == .missingFiles
        context.report(
            isTolerated ? .warning : .error, at: location,
            "can't open file \"\(name)\"" + (isTolerated ? ", which is left out" : ""),
            hint: context.sources.sourceTree == nil ? "is $srctree set?" : nil)
        if !isTolerated { throw ParseStopped() }
    }

    /// The file of that name or, when there is none, those that it matches as a pattern.
    ///
    /// - Parameter folder: what the name is relative to, with a slash at its end; empty for the tree.
    private func open(_ pattern: String, in folder: String, at location: Location) throws -> [FileID] {
        let name = folder + pattern
        try checkRecursion(name, at: location)
        try checkRepetition(name, at: location)
        try checkBounds(at: location)
        if let file = context.sources.open(name, includedFrom: location) { return [file] }
        guard context.reads(.kconfiglib), pattern.contains(where: { "*?[".contains($0) }) else { return [] }
        var files: [FileID] = []
        for match in FilePattern(pattern, in: folder, sourceTree: context.sources.sourceTree).matches {
            try checkRecursion(match, at: location)
            try checkBounds(at: location)
            if let file = context.sources.open(match, includedFrom: location) { files.append(file) }
        }
        return files
    }

    /// Files that source others twice, which do so again, double with each.
    private func checkBounds(at location: Location) throws {
        if context.sources.files.count >= Bounds.files {
            throw tooMuch("more than \(Bounds.files) files are sourced", at: location)
        }
        if context.sources.bytes > Bounds.bytes {
            throw tooMuch("the files have more than \(Bounds.bytes >> 20) MiB", at: location)
        }
    }

    /// Since 7.1 a file may be sourced only once.
    private func checkRepetition(_ name: String, at location: Location) throws {
        guard !context.reads(.repeatedSource),
            let first = context.sources.first(named: name)
        else { return }
        let text = """
            \(context.sources.describe(location)): error: repeated inclusion of \(name)
            \(context.sources.describe(first.includedFrom)): note: location of first inclusion of \(name)

            """
        context.report(.error, at: location, "repeated inclusion of \"\(name)\"", confText: text)
        throw ParseStopped()
    }

    private func checkRecursion(_ name: String, at location: Location) throws {
        var from = location
        var depth = 0
        while !from.file.isNone {
            let file = context.sources.files[from.file]
            if file.name == name { throw recursion(name, at: location, endingIn: from.file) }
            from = file.includedFrom
            depth += 1
        }
        if depth > Self.maximumDepth {
            context.report(
                .error, at: location, "files source each other more than \(Self.maximumDepth) deep")
            throw ParseStopped()
        }
    }

    private func recursion(_ name: String, at location: Location, endingIn last: FileID) -> ParseStopped {
        var text = "Recursive inclusion detected.\nInclusion path:\n  current file : \(name)\n"
        var from = location
        while true {
            let file = context.sources.files[from.file]
            text += "  included from: \(file.name):\(from.line)\n"
            if from.file == last { break }
            from = file.includedFrom
        }
        context.report(.error, at: location, "recursive inclusion of \"\(name)\"", confText: text)
        return ParseStopped()
    }
}
