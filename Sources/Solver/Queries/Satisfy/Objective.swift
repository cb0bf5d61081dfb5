// SPDX-License-Identifier: GPL-2.0-or-later

/// What makes one configuration better than another.
public enum Objective: Equatable, Sendable {
    /// Least decided against the defaults, then fewest options and symbols on; gatekeepers, defences and what user space
    /// needs stay as they are by default. What is left open then is as `EditCost` has it.
    case minimal
    /// Likeliest by `EditCost`, with the gatekeepers as they are by default.
    case likely
    /// Fewest symbols that are on.
    case smallest
    /// As close as possible to what `alldefconfig` gives.
    case defaults
    /// The first one found.
    case any
    /// As close as possible to what `conf` makes of the lines alone.
    case lines
    /// As close as possible to the values of a configuration file.
    case base(String)
}
