// SPDX-License-Identifier: GPL-2.0-or-later
import Foundation

/// What SciPy computed: `Reference/statistics.json`, made by `Reference/statistics.py`.
struct ReferenceNumbers: Decodable {
    struct SignFlips: Decodable {
        let differences: [Double]
        let p: Double
    }

    struct Pairs: Decodable {
        let base: [Double]
        let candidate: [Double]
        let ratio: Double
        let mean: Double
        let deviation: Double
        let low: Double
        let high: Double
    }

    struct Holm: Decodable {
        let p: [Double]
        let adjusted: [Double]
    }

    struct Student: Decodable {
        let freedom: Int
        let p: Double
        let quantile: Double
        let t: Double
        let probability: Double
    }

    struct Limit: Decodable {
        let sample: [Double]
        let pairs: Int
        let spread: Double
        let limit: Double
        let detectable: Double
    }

    struct Stop: Decodable {
        let sample: [Double]
        let noise: [Double]
        let best: Double
    }

    struct Drift: Decodable {
        let noise: [Double]
        let series: [Double]
        let upper: [Double]
        let lower: [Double]
        /// The index of the first alarm.
        let first: Int?
    }

    let signFlips: [SignFlips]
    let pairs: [Pairs]
    let holm: [Holm]
    let student: [Student]
    let limits: [Limit]
    let stops: [Stop]
    let drifts: [Drift]

    static func read() throws -> ReferenceNumbers {
        let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("Reference/statistics.json")
        return try JSONDecoder().decode(ReferenceNumbers.self, from: Data(contentsOf: file))
    }
}

/// Equal but for the last digits.
func isClose(_ one: Double, _ other: Double, _ tolerance: Double = 1e-9) -> Bool {
    abs(one - other) <= tolerance * max(1e-3, abs(other))
}
