// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigEvaluate
import KconfigParse
import Solver
import TestSupport
import Testing
import Vulnerabilities

@testable import Matrix

/// What a newer tree makes of a policy.
@Suite struct ReviewTests {
    private static let old = """
        config NET
        	bool "network"
        config LIB
        	bool
        config CARD
        	bool "a card"
        	depends on NET
        	select LIB
        config OLDNAME
        	bool "the very same question"
        config RING
        	int "entries"
        	default 3

        """
    private static let new = """
        config ARCH_NEW
        	def_bool y
        config NET
        	bool "network"
        config LIB
        	bool
        config CARD
        	bool "a card"
        	depends on NET && FANCY
        	select LIB
        config FANCY
        	bool "fancy cards"
        config NEWNAME
        	bool "the very same question"
        config RING
        	int "entries"
        	default 5
        config EXTRA
        	bool "extra"
        	default y
        config PART
        	bool "part of it"
        	default EXTRA
        config OTHER
        	bool "other"

        """

    private static let modules = "config MODULES\n\tbool \"modules\"\n\tmodules\n\tdefault y\n"

    private func review(
        _ policy: String, version: String? = nil, from oldText: String = Self.old,
        to newText: String = Self.new
    ) throws -> (TreeReview, KconfigModel) {
        func side(_ text: String) throws -> (Satconfig, BaseConfiguration) {
            let satconfig = try SatconfigReader(try parse(text), ignoresUnknown: true).read([
                ("p", "p", SourceText(copying: Array(policy.utf8)))
            ])
            return (satconfig, satconfig.configurationOfLines())
        }
        let (old, new) = (try side(oldText), try side(newText))
        let migration = Migration(
            old.1, SourceText(copying: old.1.config), to: new.0.model, objects: ([:], [:]))
        return (
            TreeReview(
                old: old.1, new: new.1, oldPolicy: old.0, policy: new.0, gone: migration.gone,
                version: version.flatMap { KernelVersion($0) }),
            new.0.model
        )
    }

    @Test func rootsAndWhatFollows() throws {
        let (review, model) = try review("CONFIG_NET=y\nCONFIG_CARD=y\nCONFIG_OLDNAME=y\n")
        let shown = review.roots.map { root in
            "\(root.kind.rawValue) \(root.change.name) \(root.change.old)→\(root.change.new)"
                + (root.isSettled ? " settled" : "")
                + root.consequences.map { " \($0.name)" }.joined()
        }
        #expect(
            shown == [
                "gone OLDNAME y→n", "lost CARD y→n LIB", "changed RING 3→5", "default-on EXTRA n→y PART",
            ])
        #expect(review.roots[0].successors.map(\.name) == ["NEWNAME"])
        #expect(review.ofTree.map(\.name) == ["ARCH_NEW"])
        #expect(review.off.map { model.name($0) } == ["FANCY", "NEWNAME", "OTHER"])
    }

    @Test func whatIsReviewedOrSettled() throws {
        let (review, _) = try review(
            "CONFIG_NEWNAME=y\nCONFIG_OLDNAME=y\nreviewed 6.12 CONFIG_EXTRA\nreviewed 6.12 CONFIG_OTHER\n")
        let states = Dictionary(uniqueKeysWithValues: review.roots.map { ($0.change.name, $0) })
        #expect(states["EXTRA"]!.isReviewed && !states["RING"]!.isReviewed)
        #expect(states["OLDNAME"]!.isSettled)
        #expect(review.off.count == 1)
    }

    /// What was reviewed for an earlier version has another value now: somebody has to look again.
    @Test func reviewsOfEarlierVersions() throws {
        let policy = "reviewed 6.1 CONFIG_EXTRA\nreviewed 6.12 CONFIG_RING\nreviewed 6.1 CONFIG_OTHER\n"
        let (review, model) = try review(policy, version: "6.12")
        let states = Dictionary(uniqueKeysWithValues: review.roots.map { ($0.change.name, $0.isReviewed) })
        #expect(states["EXTRA"] == false && states["RING"] == true)
        // Off it was and off it is.
        #expect(!review.off.map { model.name($0) }.contains("OTHER"))
    }

    /// A weak line that can't be had is said by a build: nothing is to be decided.
    @Test func weakLinesAreSettled() throws {
        let (review, _) = try review("CONFIG_NET=y\nweak CONFIG_CARD=y\n")
        #expect(review.roots.first { $0.change.name == "CARD" }?.isSettled == true)
    }

    /// Lines that don't hold because of another default are told with it, and are the reason to look at it.
    @Test func linesThatADefaultTakesAway() throws {
        let (review, _) = try review(
            "CONFIG_PLAT=y\nCONFIG_PCI=y\n# CONFIG_PAST is not set\nreviewed 9.0 CONFIG_CORE\n",
            from: """
                config CORE
                	bool
                config PLAT
                	bool "platform"
                	select CORE
                config PCI
                	bool "pci"
                	select CORE
                config PAST
                	bool "past"

                """,
            to: """
                config CORE
                	bool "core"
                config PLAT
                	bool "platform"
                	depends on CORE
                config PCI
                	bool "pci"
                	depends on CORE

                """)
        #expect(
            review.roots.map { "\($0.kind.rawValue) \($0.change.name) \($0.isOpen)" } == ["lost CORE true"])
        #expect(review.roots[0].following.map(\.line.text) == ["CONFIG_PLAT=y", "CONFIG_PCI=y"])
        #expect(review.roots[0].consequences.map(\.name) == ["PLAT", "PCI"])
        #expect(review.moot.map(\.text) == ["# CONFIG_PAST is not set"])
    }

    /// What was off in the old tree and is on now did not turn anything off that needs it.
    @Test func whatIsOnTurnsNothingOff() throws {
        let (review, _) = try review(
            "CONFIG_MOUSE=y\n", from: "config USB\n\tbool \"usb\"\nconfig MOUSE\n\tbool \"mouse\"\n",
            to:
                "config HID\n\tbool \"hid\"\n\tdefault y\nconfig USB\n\tbool \"usb\"\nconfig MOUSE\n\tbool \"mouse\"\n\tdepends on HID && USB\n"
        )
        #expect(
            review.roots.map { "\($0.kind.rawValue) \($0.change.name)" } == ["default-on HID", "lost MOUSE"])
    }

    /// What no difference tells: a build has to say whether such lines exclude each other.
    @Test func linesThatHoldInNeitherTree() throws {
        let text =
            "config ONE\n\tbool \"one\"\nconfig OTHER\n\tbool \"other\"\n\tdepends on !ONE\n"
        var (review, model) = try review("CONFIG_ONE=y\nCONFIG_OTHER=y\n", from: text, to: text)
        #expect(review.roots.isEmpty)
        #expect(review.unmet.map(\.line.text) == ["CONFIG_OTHER=y"])
        review.add(conflict: review.unmet[0], model, reason: "because")
        #expect(
            review.roots.map { "\($0.kind.rawValue) \($0.change.name) \($0.isOpen)" } == ["lost OTHER true"])
    }

    /// What a symbol that is gone selected keeps the value that it had, whatever selected it.
    @Test func whatWasSelectedKeepsItsValue() throws {
        let (review, _) = try review(
            "CONFIG_CARD=m\nCONFIG_DISK=y\n",
            from: Self.modules
                + "config LIB\n\ttristate \"lib\"\nconfig CARD\n\ttristate \"card\"\n\tselect LIB\nconfig DISK\n\ttristate \"disk\"\n\tselect LIB\n",
            to: Self.modules + "config LIB\n\ttristate \"lib\"\nconfig DISK\n\ttristate \"disk\"\n")
        let card = try #require(review.roots.first { $0.change.name == "CARD" })
        #expect(card.isOpen && card.successors.map(\.carried) == ["y"])
    }

    /// Where a select builds it in, a module is more than had.
    @Test func whatIsForcedIsThere() throws {
        let (review, _) = try review(
            "CONFIG_OLDLIB=m\nCONFIG_DISK=y\n",
            from: Self.modules
                + "config OLDLIB\n\ttristate \"the very library\"\nconfig DISK\n\ttristate \"disk\"\n",
            to: Self.modules
                + "config LIB\n\ttristate \"the very library\"\nconfig DISK\n\ttristate \"disk\"\n\tselect LIB\n"
        )
        #expect(review.roots.map { "\($0.change.name) \($0.isOpen)" } == ["OLDLIB false"])
    }

    /// What is selected is nobody's to decide.
    @Test func whatIsSelected() throws {
        let (review, _) = try review(
            "CONFIG_CARD=y\n", from: "config CARD\n\tbool \"card\"\n",
            to: "config LIB\n\tbool \"lib\"\nconfig CARD\n\tbool \"card\"\n\tselect LIB\n")
        #expect(
            review.roots.map { "\($0.kind.rawValue) \($0.change.name) \($0.isOpen)" } == [
                "default-on LIB false"
            ])
    }

    /// What is there only for something that is gone goes with it.
    @Test func linesThatGoWithAnother() throws {
        let card =
            "config CARD\n\tbool \"card\"\nconfig CARD_PCI\n\tbool \"card on pci\"\n\tdepends on CARD\n"
        let (review, _) = try review(
            "CONFIG_CARD=y\nCONFIG_CARD_PCI=y\n", from: card + "config NET\n\tbool \"net\"\n",
            to: "config NET\n\tbool \"net\"\n")
        #expect(review.roots.map { "\($0.kind.rawValue) \($0.change.name)" } == ["gone CARD"])
        #expect(review.roots[0].following.map(\.line.text) == ["CONFIG_CARD_PCI=y"])
        #expect(review.roots[0].following[0].isGone && review.moot.isEmpty)
    }

    @Test func nothingChanges() throws {
        let model = try parse(Self.old)
        let policy = try SatconfigReader(model, ignoresUnknown: true).read([
            ("p", "p", SourceText(copying: Array("CONFIG_NET=y\n".utf8)))
        ])
        let same = policy.configurationOfLines()
        let review = TreeReview(old: same, new: same, oldPolicy: policy, policy: policy, gone: [])
        #expect(review.roots.isEmpty && review.ofTree.isEmpty && review.off.isEmpty)
    }
}
