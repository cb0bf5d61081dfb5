// SPDX-License-Identifier: GPL-2.0-or-later

/// The modes of `scripts/kconfig/conf`.
public enum ConfMode: Equatable, Sendable {
    case oldaskconfig, oldconfig, syncconfig, olddefconfig
    case alldefconfig, allnoconfig, allyesconfig, allmodconfig, randconfig
    case listnewconfig, helpnewconfig
    case yes2modconfig, mod2yesconfig, mod2noconfig
    case defconfig(String)
    case savedefconfig(String)

    /// The modes without an argument, by name.
    public static let plain: [String: ConfMode] = [
        "oldaskconfig": .oldaskconfig, "oldconfig": .oldconfig, "syncconfig": .syncconfig,
        "olddefconfig": .olddefconfig, "alldefconfig": .alldefconfig, "allnoconfig": .allnoconfig,
        "allyesconfig": .allyesconfig, "allmodconfig": .allmodconfig, "randconfig": .randconfig,
        "listnewconfig": .listnewconfig, "helpnewconfig": .helpnewconfig, "yes2modconfig": .yes2modconfig,
        "mod2yesconfig": .mod2yesconfig, "mod2noconfig": .mod2noconfig,
    ]

    /// The file that is read when `KCONFIG_ALLCONFIG` is set without a name.
    var allConfigName: String? {
        switch self {
        case .alldefconfig: "alldef.config"
        case .allnoconfig: "allno.config"
        case .allyesconfig: "allyes.config"
        case .allmodconfig: "allmod.config"
        case .randconfig: "allrandom.config"
        default: nil
        }
    }

    /// The value that symbols without one get; nil leaves them to their defaults.
    var fill: Tristate? {
        switch self {
        case .allnoconfig: .no
        case .allyesconfig: .yes
        case .allmodconfig: .module
        default: nil
        }
    }

    /// In `yes2modconfig` and the like: which value becomes which.
    var rewrite: (from: Tristate, to: Tristate)? {
        switch self {
        case .yes2modconfig: (.yes, .module)
        case .mod2yesconfig: (.module, .yes)
        case .mod2noconfig: (.module, .no)
        default: nil
        }
    }

    var asks: Bool {
        switch self {
        case .oldaskconfig, .oldconfig, .syncconfig, .listnewconfig, .helpnewconfig: true
        default: false
        }
    }
}
