// SPDX-License-Identifier: GPL-2.0-or-later

/// Something outside a command's text that its result can depend on.
struct Dependency: Hashable {
    enum Kind: UInt8 {
        /// A variable of the environment that is not part of the key.
        case variable
        /// A program, as PATH finds it.
        case program
        /// A file or folder; that there is none counts as well.
        case file
        /// The files of a folder.
        case listing
        /// Whether files can be made in the working folder.
        case writable
        /// Those of some variables, with a blank between, that the environment has.
        case variables
    }

    let kind: Kind
    let name: String
}

/// A dependency and the state it was in.
struct KnownState: Hashable {
    let dependency: Dependency
    let state: String
}
