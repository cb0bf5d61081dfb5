// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigParse

extension SatconfigQuery {
    /// The stages that `solve` brought to their best, and what proves them, one after the other.
    ///
    /// The question is made once more, since its formula belongs to its session.
    public func proofOfBest() -> (proof: BestProof, stages: [ProvableStage]) {
        let recorder = ClauseRecorder()
        let again = SatconfigQuery(satconfig, options, base: base, engine: recorder)
        var encoding = again.encoding
        encoding.formula = recorder.formula
        let stages = zip(again.stages, costs).map { stage, cost in
            ProvableStage(
                name: stage.kind.rawValue.split(separator: " ").joined(separator: "-"), softs: stage.softs,
                cost: cost)
        }
        return (BestProof(satconfig.model, encoding), stages)
    }
}
