// SPDX-License-Identifier: GPL-2.0-or-later

/// Symbols that would open the door to expert, test and unusual options.
public enum Gatekeepers {
    public static let off = ["EXPERT", "COMPILE_TEST", "NONPORTABLE"]
    public static let atDefault = ["64BIT", "MMU"]
}
