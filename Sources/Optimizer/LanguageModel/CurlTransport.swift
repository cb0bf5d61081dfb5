// SPDX-License-Identifier: GPL-2.0-or-later
import CCurl

/// HTTP(S) through libcurl. The only file that touches it.
public final class CurlTransport: HTTPTransport {
    public init() {}

    private typealias Receive = (UnsafeRawBufferPointer) -> Bool

    public func post(
        _ request: HTTPRequest, _ limits: HTTPLimits, _ receive: @escaping (UnsafeRawBufferPointer) -> Bool
    ) -> HTTPOutcome {
        var result = ks_curl_result()
        let seconds = ks_curl_limits(
            connect_seconds: limits.connectSeconds, silence_seconds: limits.silenceSeconds,
            total_seconds: limits.totalSeconds)
        withCStrings(request.headers) { headers in
            request.body.withUnsafeBytes { body in
                withUnsafePointer(to: receive) { context in
                    ks_curl_post(
                        request.url, headers.baseAddress, request.headers.count,
                        body.bindMemory(to: CChar.self).baseAddress, body.count, seconds,
                        { bytes, count, context in
                            let receive = context!.assumingMemoryBound(to: Receive.self).pointee
                            return receive(UnsafeRawBufferPointer(start: bytes, count: count)) ? 0 : 1
                        }, UnsafeMutableRawPointer(mutating: context), &result)
                }
            }
        }
        return Self.outcome(result)
    }

    private static func outcome(_ result: ks_curl_result) -> HTTPOutcome {
        let message = withUnsafeBytes(of: result.message) {
            String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
        }
        let failure: HTTPOutcome.Failure? =
            switch result.failure {
            case KS_CURL_DONE: nil
            case KS_CURL_TIMED_OUT: .timedOut
            case KS_CURL_NO_CONNECTION: .noConnection
            case KS_CURL_CUT_OFF: .cutOff
            case KS_CURL_ENDED_BY_SINK: .stopped
            case KS_CURL_BAD_URL: .badURL
            case KS_CURL_TLS: .tls
            default: .other
            }
        return HTTPOutcome(
            status: result.status, retryAfter: result.retry_after >= 0 ? result.retry_after : nil,
            failure: failure, message: message)
    }

    private func withCStrings(
        _ texts: [String], _ body: (UnsafeBufferPointer<UnsafePointer<CChar>?>) -> Void
    ) {
        var copies: [ContiguousArray<CChar>] = texts.map { $0.utf8CString }
        let pointers = copies.indices.map { index -> UnsafePointer<CChar>? in
            let copy = UnsafeMutablePointer<CChar>.allocate(capacity: copies[index].count)
            copy.initialize(
                from: copies[index].withUnsafeBufferPointer { Array($0) }, count: copies[index].count)
            return UnsafePointer(copy)
        }
        copies = []
        pointers.withUnsafeBufferPointer(body)
        for pointer in pointers { pointer?.deallocate() }
    }
}
