// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigParse

/// `file:` URIs (RFC 8089) and paths.
enum FileURI {
    /// The path of a `file:` URI; nil for another scheme, another host, or a path that is not absolute.
    static func path(_ uri: String) -> String? {
        guard uri.hasPrefix("file://") else { return nil }
        let rest = uri.dropFirst("file://".count)
        let host = rest.prefix { $0 != "/" }
        guard host.isEmpty || host == "localhost" else { return nil }
        let decoded = decode(rest.dropFirst(host.count).prefix { $0 != "?" && $0 != "#" })
        return decoded.hasPrefix("/") ? UnsavedTexts.absolute(decoded, in: "/") : nil
    }

    /// The URI of an absolute path.
    static func uri(_ path: String) -> String { "file://" + PercentEncoding.encode(path, keeping: "/") }

    private static func decode(_ text: Substring) -> String {
        var out: [UInt8] = []
        var bytes = Array(text.utf8)[...]
        while let byte = bytes.popFirst() {
            let digits = bytes.prefix(2)
            if byte == 0x25, digits.count == 2, digits.allSatisfy(ValueSyntax.isHexDigit),
                let code = UInt8(String(decoding: digits, as: UTF8.self), radix: 16)
            {
                out.append(code)
                bytes = bytes.dropFirst(2)
            } else {
                out.append(byte)
            }
        }
        return String(decoding: out, as: UTF8.self)
    }
}
