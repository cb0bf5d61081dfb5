// SPDX-License-Identifier: GPL-2.0-or-later

/// One POST to a server.
public struct HTTPRequest: Sendable {
    public let url: String
    /// Whole lines, `Name: value`.
    public let headers: [String]
    public let body: [UInt8]
}

/// How a transfer ended.
public struct HTTPOutcome: Equatable, Sendable {
    public enum Failure: Equatable, Sendable {
        case timedOut, noConnection, cutOff, badURL, tls
        /// The receiver had enough.
        case stopped
        case other
    }

    /// 0 when there was no answer.
    public let status: Int
    /// Seconds that the server asks to wait.
    public let retryAfter: Int?
    public let failure: Failure?
    public let message: String

    public init(status: Int, retryAfter: Int? = nil, failure: Failure? = nil, message: String = "") {
        self.status = status
        self.retryAfter = retryAfter
        self.failure = failure
        self.message = message
    }
}

/// How long a transfer may take.
public struct HTTPLimits: Equatable, Sendable {
    public var connectSeconds = 10
    /// Without a single byte.
    public var silenceSeconds = 60
    public var totalSeconds = 600

    public init() {}
}

/// What carries requests to servers.
public protocol HTTPTransport: AnyObject {
    /// Posts, and hands over the body of the answer piece by piece until `receive` says false.
    func post(
        _ request: HTTPRequest, _ limits: HTTPLimits, _ receive: @escaping (UnsafeRawBufferPointer) -> Bool
    ) -> HTTPOutcome
}
