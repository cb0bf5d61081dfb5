// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigParse

/// A finished run: the new configuration, and all that the reports tell of it.
public struct FinishedRun {
    /// The bytes of the new `.config`.
    public let config: [UInt8]
    public let settings: RunSettings
    public let record: RunRecord
    public let usage: Usage
    public let model: KconfigModel
    /// The name of the configuration that was written.
    public let configName: String

    init(
        _ config: [UInt8], _ settings: RunSettings, _ record: RunRecord, _ usage: Usage,
        _ model: KconfigModel,
        configName: String
    ) {
        self.config = config
        self.settings = settings
        self.record = record
        self.usage = usage
        self.model = model
        self.configName = configName
    }

    var cost: Double { settings.budget.price.cost(usage) }
}
