// SPDX-License-Identifier: GPL-2.0-or-later

/// What each part of a cost is worth, in tenths of a negative natural logarithm. `docs/advice.md` has what each one does.
public struct Terms: Sendable {
    /// How seldom the tree's configurations name it so: as much as the logarithm says, or nothing.
    public var mention = 1
    /// Every edit: of two likely lines and one that is less so, the one.
    public var line = 3
    public var gatekeeper = 200
    public var debugging = 40
    public var off = 40
    public var change = 10
    public var loss = 20
    /// Undoing what the user has set against the default.
    public var undo = 30
    /// How many files of the architecture weigh as much as all others.
    public var smoothing = 4
    /// How much more than others the files most like the configuration at hand count: a power; with 0 none counts by itself.
    public var like = 4
    /// The weight of how many such files is that of all others.
    public var fewLike = 2
    /// The same power for files that name the wish; with 0 these don't count by themselves.
    public var together = 2
    /// The weight of how many such files is that of all others.
    public var fewTogether = 2
    /// How many files of another architecture count as one of this.
    public var foreign = 10
    /// Whether only configurations count that have what a symbol needs.
    public var gate = 1
    /// Whether files of other architectures say nothing about what is for machines of this one.
    public var native = 1
    /// Whether each member of a choice costs as it is named, instead of all as the one that is named most.
    public var member = 1
    /// Whether the default member of a choice is taken to be had where no other one is named.
    public var unnamed = 1
    /// Whether what is for `X || COMPILE_TEST` is for configurations with X.
    public var tests = 1
    /// The least share, in percent, of those that switch on what selects something, but have nothing that needs it: what
    /// is there for what is below it, like a menu, is seldom switched on for what it selects.
    public var alone = 20
    /// From a symbol without a prompt to one that may bring it about.
    public var selector = 5
    /// From a symbol with a prompt to one that selects it.
    public var around = 5
    /// What is needed by a line that may bring the wish about.
    public var need = 1
    /// Per step between the folders of these two.
    public var step = 4
    /// How many such steps count at most: from one end of the tree to the other is no further than between two others.
    public var apart = 3
    /// Whether the way to what a default switches on isn't paid for with its line, for it needs none.
    public var byItself = 1
    /// Whether the way to a member of a choice goes over what may take the chosen one away.
    public var rivals = 1
    /// What no way leads to from the wish.
    public var unreached = 60

    public init() {}

    /// Their names, for measuring.
    public static var names: [String: WritableKeyPath<Terms, Int> & Sendable] {
        [
            "mention": \.mention, "line": \.line, "gatekeeper": \.gatekeeper, "debugging": \.debugging,
            "off": \.off, "change": \.change, "loss": \.loss, "undo": \.undo, "smoothing": \.smoothing,
            "like": \.like, "fewLike": \.fewLike, "together": \.together, "fewTogether": \.fewTogether,
            "foreign": \.foreign, "gate": \.gate, "native": \.native, "selector": \.selector,
            "member": \.member, "unnamed": \.unnamed, "tests": \.tests,
            "alone": \.alone, "apart": \.apart, "byItself": \.byItself, "rivals": \.rivals,
            "around": \.around, "need": \.need, "step": \.step, "unreached": \.unreached,
        ]
    }
}
