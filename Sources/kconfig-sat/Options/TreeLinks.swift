// SPDX-License-Identifier: GPL-2.0-or-later

/// What is known of a tree that is a folder of links.
enum TreeLinks {
    /// Where links that we made lead; empty when the tree that is read has none. What somebody else's lead to is nobody's
    /// business in a sandbox.
    nonisolated(unsafe) static var behind: [String] = []
}
