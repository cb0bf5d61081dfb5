// SPDX-License-Identifier: GPL-2.0-or-later

/// An object that a make file lists: built in, or a module by itself.
public struct BuildUnit: Sendable {
    /// What a condition says of being built in, and of being a module.
    public struct Ways: Hashable, Sendable {
        public var builtIn: BuildCondition
        public var module: BuildCondition

        public init(builtIn: BuildCondition, module: BuildCondition) {
            self.builtIn = builtIn
            self.module = module
        }

        /// In one way or the other.
        public var any: BuildCondition { builtIn.or(module) }
    }

    /// A source's object in it.
    public struct Part: Sendable {
        /// Relative to the tree, without suffix: `drivers/net/tun`.
        public let object: String
        /// When it is in the unit, given that the unit is built.
        public let condition: Ways
        public let place: MakePlace
    }

    /// Relative to the tree, without suffix.
    public let path: String
    /// What the folder's make file says of it.
    public internal(set) var own: Ways
    /// The lines that list it.
    public internal(set) var places: [MakePlace]
    /// When the folder is visited so that its objects are linked in, and so that its modules are made.
    public internal(set) var folder: Ways
    /// The lines that lead to the folder, from the root on.
    public internal(set) var folderPlaces: [MakePlace] = []
    public internal(set) var parts: [Part] = []
    /// Of a library, or linked by other means: never a module.
    public let isSpecial: Bool

    /// The name of the file, and with `_` for `-` what the kernel calls the module.
    public var name: String { MakePath.base(path) }
    public var moduleName: String { Self.moduleName(name) }

    public static func moduleName(_ name: String) -> String {
        String(decoding: name.utf8.map { $0 == 0x2D ? 0x5F : $0 }, as: UTF8.self)
    }

    /// With the conditions of the folder.
    public var whole: Ways {
        Ways(builtIn: own.builtIn.and(folder.builtIn), module: own.module.and(folder.module))
    }

    public var isModule: Bool { !own.module.isNever }
}
