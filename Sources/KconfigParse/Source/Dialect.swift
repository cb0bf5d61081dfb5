// SPDX-License-Identifier: GPL-2.0-or-later

/// Which version's rules apply where one Kconfig text means different things to different kernels.
///
/// This is the one place that decides; see `semantics.md`, "Language, by the version that brought it".
public struct Dialect: Sendable, Equatable {
    public var major: Int
    public var minor: Int

    public init(major: Int, minor: Int) {
        self.major = major
        self.minor = minor
    }

    /// What is assumed when no version can be found out.
    public static let newest = Dialect(major: 99, minor: 0)

    /// Reads `6.12.117`, `6.1`, `7.0-rc3`; nil for anything else.
    public init?(version: String) {
        let parts = version.split(separator: ".", maxSplits: 2)
        guard parts.count >= 2, let major = Int(parts[0]),
            let minor = Int(parts[1].prefix { $0.isNumber })
        else { return nil }
        self.init(major: major, minor: minor)
    }

    /// The version that `VERSION` and `PATCHLEVEL` of a kernel's top Makefile name.
    public init?(makefile: SourceText) {
        func number(_ name: String, in lines: [Substring]) -> Int? {
            for line in lines where line.hasPrefix(name + " =") {
                return Int(line.dropFirst(name.count + 2).filter { !$0.isWhitespace })
            }
            return nil
        }
        let head = String(decoding: makefile.bytes.prefix(4096), as: UTF8.self)
        let lines = head.split(separator: "\n").prefix(20).map { $0 }
        guard let major = number("VERSION", in: lines), let minor = number("PATCHLEVEL", in: lines) else {
            return nil
        }
        self.init(major: major, minor: minor)
    }

    private func atLeast(_ major: Int, _ minor: Int) -> Bool { (self.major, self.minor) >= (major, minor) }

    /// Choices have no value of their own: the members' priorities decide (rewrite of 2024).
    public var memberPriorityChoices: Bool { atLeast(6, 11) }
    /// A number without a default is `0` (`0x0`); before, it was the empty string.
    public var numbersDefaultToZero: Bool { atLeast(6, 10) }
    /// An out-of-range number from the user is clamped; before, it was discarded on reading.
    public var clampsUserNumbers: Bool { atLeast(6, 10) }
    /// Expressions are hash-consed. With that came a slip: `B != y` on a bool B became always true.
    public var sharesExpressions: Bool { atLeast(6, 12) }
    /// `# CONFIG_X is not set` must be the whole line; before, a prefix of it was enough.
    public var strictUnsetLines: Bool { atLeast(6, 10) }
}
