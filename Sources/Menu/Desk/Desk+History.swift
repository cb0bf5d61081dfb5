// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigEvaluate
import KconfigParse
import Solver

/// Undo and redo, saving, and what happens in the background.
extension Desk {
    /// Back to before the last change; false when there is none.
    ///
    /// - Throws: `EncodingMismatch`, `SearchStopped`, `SatconfigError`.
    public func undo() throws -> Bool {
        guard let last = past.popLast() else { return false }
        future.append(try restore(last))
        return true
    }

    /// The opposite of `undo`.
    public func redo() throws -> Bool {
        guard let next = future.popLast() else { return false }
        past.append(try restore(next))
        return true
    }

    /// - Returns: the way to where it was before that.
    private func restore(_ old: Entry) throws -> Entry {
        let (before, present) = (session.state, document)
        let target = present.applying(old.change)
        satconfig = try around.read(target.bytes)
        document = target
        var way: InteractiveSession.Return?
        if let back = old.way {
            try session.goBack(back, requirements: effective(satconfig.requirements))
            changes = session.changes(since: before)
            way = session.wayBack(to: before)
        } else {
            let new = try Self.session(satconfig, around)
            _ = try new.move(to: session.evaluator)
            _ = try new.adopt(effective(satconfig.requirements))
            session = new
            changes = []
        }
        moved()
        return Entry(change: target.change(to: present), way: way)
    }

    // MARK: - Files

    /// Writes both files.
    ///
    /// - Throws: what the surroundings throw, `EncodingMismatch`.
    public func save() throws {
        let config = try session.config()
        try around.save(satconfig: document.bytes, config: config)
        (savedDocument, savedState, isConfigChanged) = (document, session.state, false)
        around.keep(nil)
        lastSaved = "configuration written to \(around.configName), requirements to \(around.satconfigName)"
        note = "saved \(around.satconfigName) and \(around.configName)"
    }

    /// Writes the configuration to another file, and what is required beside it. What is edited stays what it is.
    ///
    /// - Parameter name: of the file for the configuration.
    /// - Throws: what the surroundings throw, `EncodingMismatch`.
    public func saveCopy(_ name: String) throws {
        let requirements = name + ".satconfig"
        try around.write(session.config(), to: name)
        try around.write(document.bytes, to: requirements)
        note = "written to \(name) and \(requirements); still editing \(around.satconfigName)"
    }

    /// Leaves what is not saved where the next start finds it.
    public func keepUnsaved() { around.keep(document == savedDocument ? nil : document.bytes) }

    /// Nothing is to be found by the next start.
    public func forgetUnsaved() { around.keep(nil) }

    /// Takes the file as an editor has left it.
    ///
    /// - Returns: what is wrong with it; nil when it was taken.
    public func reload(_ bytes: [UInt8]) throws -> String? {
        let new = SatconfigDocument(bytes)
        guard new != document else { return nil }
        let read: Satconfig
        do { read = try around.read(bytes) } catch let error as SatconfigError {
            return error.diagnostics.first(where: \.isError).map { "\($0.origin): \($0.message)" }
        }
        if let failed = try change(to: new, read, about: nil) {
            return "these exclude each other: "
                + failed.map { "\($0.text) (\($0.origin.place))" }.joined(separator: ", ")
        }
        savedDocument = new
        return nil
    }

    // MARK: - In the background

    /// Another idea of what is best.
    public func choose(_ aim: Aim) {
        self.aim = aim
        moved()
    }

    /// Something is being looked for, so that it is worth coming back soon.
    public var isBusy: Bool { wantsProof || proof != nil || !stale.isEmpty }

    /// To be called when nobody has pressed a key for a moment. Never takes long.
    ///
    /// - Returns: whether there is something new to show.
    public func idle() throws -> Bool {
        stale.removeAll { $0.isDone }
        guard let running = proof else {
            if wantsProof && stale.isEmpty && explanation?.isDone ?? true { try startProof() }
            return false
        }
        guard running.isDone else { return false }
        proof = nil
        switch running.answer {
        case nil: note = "not proven to be the best"
        case .failed(let mismatch): note = mismatch.description
        case .presentIsBest: isProven = true
        case .best(let config): try swap(config)
        }
        return true
    }

    /// Ends the search; it begins again when somebody pauses.
    func pauseProof() {
        guard let running = proof else { return }
        running.cancel()
        stale.append(running)
        (proof, wantsProof) = (nil, true)
    }

    private func startProof() throws {
        wantsProof = false
        var options = SatconfigQuery.Options()
        options.objective = aim.objective
        if aim == .minimal {
            options.essentials = around.essentials(model)
            options.costs = around.costs(model)
        }
        options.unmet = session.unmet
        (options.timeout, options.memory) = (60, Self.mostMemory)
        proof = ObjectiveProof(
            satconfig.requiring(effective(satconfig.requirements)), options, base: session.base.config,
            present: try session.config(), engine: around.engine
        ).start()
    }

    /// In bytes: with more the program would be too large for small machines, and the search is given up.
    private static var mostMemory: Int { 300_000_000 }

    /// No step of the history: undoing goes on from what is better.
    private func swap(_ config: [UInt8]) throws {
        let before = session.state
        let better = Evaluator(model)
        better.load(SourceText(copying: config), name: around.configName)
        better.settle()
        guard try session.move(to: better) else { return }
        changes = session.changes(since: before)
        for list in [\Desk.past, \Desk.future] {
            guard let last = self[keyPath: list].popLast() else { continue }
            let way = last.way.map { session.rebased($0, from: before) }
            self[keyPath: list].append(Entry(change: last.change, way: way))
        }
        isProven = true
        noteConfig()
        note = "better by the objective: \(changes.count) \(changes.count == 1 ? "line" : "lines") changed"
    }
}

extension Desk {
    /// Goes on with what an earlier run left: a change like any other.
    func recover(_ bytes: [UInt8]) throws {
        let left = SatconfigDocument(bytes)
        do {
            let read = try around.read(bytes)
            note = "recovered: not saved yet"
            if try change(to: left, read, about: nil) != nil { note = "what was left contradicts itself" }
        } catch let error as SatconfigError {
            note = error.diagnostics.first(where: \.isError).map { "\($0.origin): \($0.message)" } ?? ""
        }
    }
}
