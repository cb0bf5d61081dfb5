// SPDX-License-Identifier: GPL-2.0-or-later
import Glibc

/// Variables of the environment that stand for options.
enum Variable {
    /// The value of one that is set and not empty.
    static func value(_ name: String) -> String? {
        getenv(name).map { String(cString: $0) }.flatMap { $0.isEmpty ? nil : $0 }
    }
}
