// SPDX-License-Identifier: GPL-2.0-or-later

/// How a running machine is described.
public enum Description {
    /// `scripts/describe-machine`, for a POSIX shell: what the program was built with.
    public static let script: [UInt8] = PackageResources.describe_machine
}
