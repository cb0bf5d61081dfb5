// SPDX-License-Identifier: GPL-2.0-or-later

/// The wish of whoever runs the program that all searches end with what they have.
public enum SearchInterrupt {
    /// What engines look at while they search; not 0 once an end was asked for.
    nonisolated(unsafe) static let flag = {
        let flag = UnsafeMutablePointer<Int32>.allocate(capacity: 1)
        flag.initialize(to: 0)
        return flag
    }()

    /// Makes every search stop from now on. A signal handler may call this once `isRequested` has been read.
    public static func request() { flag.pointee = 1 }
    public static var isRequested: Bool { flag.pointee != 0 }
}

/// Ends the searches of one session from another thread.
public final class SearchCancellation: @unchecked Sendable {
    /// What engines look at while they search; written once, and never back.
    let flag: UnsafeMutablePointer<Int32>

    public init() {
        flag = .allocate(capacity: 1)
        flag.initialize(to: 0)
    }

    deinit { flag.deallocate() }

    public func cancel() { flag.pointee = 1 }
    public var isCancelled: Bool { flag.pointee != 0 }
}
