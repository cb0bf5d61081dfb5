// SPDX-License-Identifier: GPL-2.0-or-later

extension BoardFile {
    /// QEMU counts instructions: what is measured is no speed.
    public var countsInstructions: Bool {
        ([powerCycle, console, bench].compactMap { $0?.text } + defines.map(\.value)).contains {
            $0.contains("-icount")
        }
    }

    /// All that decides what is built and measured, for a search that goes on: workers, time-outs and retries may change.
    public var digest: String {
        let commands = [build, install, powerCycle, console, bench].map { $0?.text ?? "" }
        let patterns = (bootOK + bootBad + benchOK).map(\.text)
        let results = results.map { "\($0.pattern.text) \($0.better.rawValue)" }
        return
            ([arch, image, "\(repeats)"] + defines.map { "\($0.name)=\($0.value)" } + commands + patterns
            + results)
            .joined(separator: "\n")
    }
}
