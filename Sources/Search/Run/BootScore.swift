// SPDX-License-Identifier: GPL-2.0-or-later
import Glibc

/// From the lines of a boot to numbers that are compared. A boot is one observation: its repetitions share a kernel, a
/// layout of memory and a seed, and are not independent.
public enum BootScore {
    /// By kind of test, the mean of the logarithms of its repetitions; of values where smaller is better, the negative of
    /// it. A larger score is better, and differences of scores are logarithms of ratios.
    public static func scores(_ results: [BenchResult]) -> [String: Double] {
        var sums: [String: (sum: Double, count: Int)] = [:]
        for result in results {
            let score = result.better == .smaller ? -log(result.value) : log(result.value)
            let old = sums[result.name] ?? (0, 0)
            sums[result.name] = (old.sum + score, old.count + 1)
        }
        return sums.mapValues { $0.sum / Double($0.count) }
    }
}
