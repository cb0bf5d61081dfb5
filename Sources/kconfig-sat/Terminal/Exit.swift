// SPDX-License-Identifier: GPL-2.0-or-later
import ArgumentParser
import KconfigEvaluate
import Optimizer
import Search
import Solver

/// The exit codes.
enum Exit {
    /// The answer is no.
    static let no = ExitCode(1)
    /// Bad usage, or input that is malformed or can't be read.
    static let badInput = ExitCode(2)
    /// A tool that is needed failed or is missing, or no answer came in time.
    static let toolFailed = ExitCode(3)
    /// Ended by a signal, with every file as it was or complete.
    static let interrupted = ExitCode(130)
    /// `conf` failed: the only status that the kernel's own has for that.
    static let confFailed = ExitCode(1)

    /// Prints what is wrong with requirements.
    static func told(_ error: SatconfigError) -> ExitCode {
        for diagnostic in error.diagnostics { Console.error(diagnostic.rendered) }
        return badInput
    }

    /// Turns a disagreement of formula and evaluator into a message and exit code 3.
    static func onMismatch<R>(_ body: () throws -> R) throws -> R {
        do { return try body() } catch let mismatch as EncodingMismatch {
            Console.error("kconfig-sat: \(mismatch)\n")
            throw Exit.toolFailed
        }
    }

    /// Turns the end of a search before its end, and a state that can't be kept, into a message and an exit code.
    static func onSearchStop(_ body: () throws -> Void) throws {
        do { try body() } catch let stop as SearchStop {
            Console.error("kconfig-sat: \(stop)\n")
            throw stop.kind == .mismatch ? Exit.badInput : Exit.toolFailed
        } catch let failure as PlainFile.Failure {
            Console.error("kconfig-sat: can't write \(failure)\n")
            throw Exit.toolFailed
        } catch let failure as Journal.Failure {
            Console.error("kconfig-sat: \(failure)\nhint: the same command goes on\n")
            throw Exit.toolFailed
        } catch let other as Journal.OtherVersion {
            Console.error("kconfig-sat: \(other)\n")
            throw Exit.badInput
        }
    }

    /// Turns what can go wrong in a run of `autoosconfig` into a message and an exit code.
    static func onFailure(_ body: () throws -> Void) throws {
        do { try onMismatch(body) } catch {
            switch error {
            case let complaint as Complaint: Console.error("kconfig-sat: \(complaint.text)\n")
            case let mismatch as Replay.Mismatch: Console.error("kconfig-sat: \(mismatch)\n")
            case let problem as SymbolListFile.Problem: Console.error("\(problem)")
            case let problem as Transcript.Problem:
                Console.error("kconfig-sat: \(problem)\nhint: --fresh begins anew\n")
            case let failure as ChatFailure:
                Console.error("kconfig-sat: \(failure)\n")
                throw Exit.toolFailed
            default: throw error
            }
            throw Exit.badInput
        }
    }
}

/// Bad input, in one sentence.
struct Complaint: Error {
    let text: String
    init(_ text: String) { self.text = text }
}
