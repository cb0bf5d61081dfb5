// SPDX-License-Identifier: GPL-2.0-or-later

extension ConfigEnvironment {
    /// A symbol's name as somebody may write it, with the prefix of `.config` or without, as Kconfig files have it.
    public static func symbolName(_ text: some StringProtocol) -> String {
        let prefix = prefix
        return text.hasPrefix(prefix) ? String(text.dropFirst(prefix.count)) : String(text)
    }
}
