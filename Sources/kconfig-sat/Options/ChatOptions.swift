// SPDX-License-Identifier: GPL-2.0-or-later
import ArgumentParser
import Glibc
import Optimizer

/// Which language model to ask.
struct ChatOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "A file with the server's key that only its owner can read. Default: $AUTOOS_LLM_KEY_FILE.",
            valueName: "file"), completion: .file())
    var keyFile: String?

    @Option(help: ArgumentHelp("Give up on an answer after so long without a byte.", valueName: "seconds"))
    var modelTimeout = 60

    @Option(help: ArgumentHelp("Try again so often when the server is busy or fails.", valueName: "n"))
    var retries = 4

    @Option(help: ArgumentHelp("The most tokens of one answer.", valueName: "n"))
    var answerTokens = 1024

    @Flag(help: "Do not ask the server to enforce the JSON schema of answers.")
    var noSchema = false

    func validate() throws {
        if modelTimeout < 1 { throw ValidationError("--model-timeout: at least 1 second expected") }
        if retries < 0 { throw ValidationError("--retries: 0 or more expected") }
        if answerTokens < 16 { throw ValidationError("--answer-tokens: at least 16 expected") }
    }

    /// The model that the environment names; nil when it names none. The key is taken out of the environment, so
    /// that no command that Kconfig files run can see it.
    func settings() throws -> ChatSettings? {
        let key = try secretKey()
        guard let url = Variable.value("AUTOOS_LLM_URL") else { return nil }
        guard let model = Variable.value("AUTOOS_LLM_MODEL") else {
            throw Complaint("AUTOOS_LLM_URL is set and AUTOOS_LLM_MODEL is not: which model?")
        }
        do {
            var settings = try ChatSettings(url: url, model: model, key: key)
            settings.limits.silenceSeconds = modelTimeout
            settings.retries = retries
            settings.answerTokens = answerTokens
            settings.usesSchema = !noSchema
            if settings.exposesKey {
                Console.error(
                    "kconfig-sat: warning: the key goes to \(settings.host) without encryption; use https\n")
            }
            return settings
        } catch let problem as ChatSettings.Problem { throw Complaint(problem.description) }
    }

    private func secretKey() throws -> SecretKey? {
        let text = Self.takeKey()
        do {
            if let keyFile { return try SecretKey(file: keyFile) }
            if let text { return try SecretKey(text, from: "AUTOOS_LLM_KEY") }
            return try Variable.value("AUTOOS_LLM_KEY_FILE").map { try SecretKey(file: $0) }
        } catch let problem as SecretKey.Problem { throw Complaint(problem.description) }
    }

    /// Takes the key out of the environment, also out of what `ps` and /proc show of it.
    private static func takeKey() -> String? {
        guard let place = getenv("AUTOOS_LLM_KEY") else { return nil }
        let text = String(cString: place)
        memset(place, Int32(UInt8(ascii: "x")), strlen(place))
        unsetenv("AUTOOS_LLM_KEY")
        return text.isEmpty ? nil : text
    }
}
