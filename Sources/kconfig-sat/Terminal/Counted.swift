// SPDX-License-Identifier: GPL-2.0-or-later

extension Int {
    /// `1 line`, `2 lines`.
    ///
    /// - Parameter plural: where that is not the word with an s.
    func counted(_ word: String, _ plural: String? = nil) -> String {
        "\(self) \(self == 1 ? word : plural ?? word + "s")"
    }
}
