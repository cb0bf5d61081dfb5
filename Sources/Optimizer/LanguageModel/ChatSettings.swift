// SPDX-License-Identifier: GPL-2.0-or-later

/// Which model to ask, and how.
public struct ChatSettings: Sendable {
    /// The base of the server, including `/v1`.
    public let url: String
    public let model: String
    public let key: SecretKey?
    public var limits = HTTPLimits()
    /// Tries beside the first one, for answers that may be better the next time.
    public var retries = 4
    /// Ask the server to enforce the schema.
    public var usesSchema = true
    /// The most tokens of an answer.
    public var answerTokens = 1024

    public struct Problem: Error, CustomStringConvertible {
        public let description: String
    }

    /// - Throws: when the address is none that can be used. The message does not hold credentials.
    public init(url: String, model: String, key: SecretKey?) throws {
        let scheme = url.hasPrefix("https://") ? "https://" : url.hasPrefix("http://") ? "http://" : nil
        guard let scheme, url.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else {
            throw Problem(description: "AUTOOS_LLM_URL must be the base of a server: https://HOST/v1")
        }
        let authority = url.dropFirst(scheme.count).prefix { $0 != "/" }
        guard !authority.isEmpty, !authority.contains("@"), !url.contains("?"), !url.contains("#") else {
            throw Problem(
                description: "AUTOOS_LLM_URL must have a host and no user, password, query or fragment; "
                    + "the key belongs into AUTOOS_LLM_KEY or a key file")
        }
        self.url = url.hasSuffix("/") ? String(url.dropLast()) : url
        self.model = model
        self.key = key
        host = String(authority)
        isEncrypted = scheme == "https://"
    }

    public let host: String
    private let isEncrypted: Bool

    /// A key would travel readable for everybody on the way.
    public var exposesKey: Bool {
        let name =
            host.hasPrefix("[") ? String(host.prefix { $0 != "]" }) + "]" : String(host.prefix { $0 != ":" })
        return key != nil && !isEncrypted && name != "localhost" && !name.hasPrefix("127.") && name != "[::1]"
    }
}
