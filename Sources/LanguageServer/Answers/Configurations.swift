// SPDX-License-Identifier: GPL-2.0-or-later
import Glibc
import KconfigEvaluate
import KconfigParse
import Solver

/// The configuration that values are of.
struct ConfigAtHand {
    let name: String
    /// Nil for the defaults.
    let text: SourceText?
    /// Tells it from what it was before.
    let stamp: String

    /// The name of what there is without a file.
    static let defaults = "alldefconfig"
}

/// Finds it, and keeps what was computed of it.
final class Configurations {
    /// The file that the user named; nil for the tree's `.config`.
    var chosen: String?
    private var known: (key: String, base: BaseConfiguration)?

    /// The configuration behind a document: a configuration itself, else the one of the tree.
    func atHand(_ document: Document?, _ documents: OpenDocuments, folder: String) -> ConfigAtHand {
        guard let document, document.kind.isConfiguration else { return ofTree(documents, folder: folder) }
        var text = document.source
        var stamp = "\(document.version)"
        if document.kind == .fragment {
            let below = ofTree(documents, folder: folder)
            stamp += " " + below.name + " " + below.stamp
            // As merging does it: the last line about a symbol counts.
            if let lower = below.text {
                text = SourceText(copying: Array(lower.bytes) + [0x0A] + document.lines.bytes)
            }
        }
        return ConfigAtHand(name: document.name, text: text, stamp: stamp)
    }

    /// The file that was chosen, else the `.config` of the tree, as it is being edited if it is; else one that is open.
    func ofTree(_ documents: OpenDocuments, folder: String) -> ConfigAtHand {
        let path = UnsavedTexts.absolute(chosen ?? ConfigEnvironment.configName, in: folder)
        if let open = documents.document(path: path) {
            return ConfigAtHand(name: open.name, text: open.source, stamp: "\(open.version)")
        }
        var status = stat()
        guard stat(path, &status) == 0, let text = SourceText(path: path) else {
            if let open = documents.wholeConfig {
                return ConfigAtHand(name: open.name, text: open.source, stamp: "\(open.version)")
            }
            return ConfigAtHand(name: ConfigAtHand.defaults, text: nil, stamp: "")
        }
        return ConfigAtHand(
            name: path, text: text,
            stamp: "\(status.st_mtim.tv_sec).\(status.st_mtim.tv_nsec) \(status.st_size)")
    }

    /// The values; nil where they can't be computed.
    func base(_ config: ConfigAtHand, _ view: TreeView) -> BaseConfiguration? {
        guard view.canEvaluate else { return nil }
        let key = "\(view.number) \(config.name) \(config.stamp)"
        if let known, known.key == key { return known.base }
        let base = BaseConfiguration(view.model, config.text, name: config.name)
        known = (key, base)
        return base
    }

    /// Gives back what is kept.
    func forget() { known = nil }
}
