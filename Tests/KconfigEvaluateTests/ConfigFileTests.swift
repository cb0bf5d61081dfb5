// SPDX-License-Identifier: GPL-2.0-or-later
import Foundation
import KconfigParse
import TestSupport
import Testing

@testable import KconfigEvaluate

/// A user's file is the old or the new one, whatever happens.
@Suite struct ConfigFileTests {
    let scratch = Scratch()
    var path: String { scratch.path + "/.config" }

    private func replace(_ text: String, at path: String? = nil) throws -> ConfigFile.Outcome {
        try ConfigFile(path: path ?? self.path).replace(with: Array(text.utf8))
    }

    private func status(_ name: String) -> stat {
        var result = stat()
        #expect(lstat("\(scratch.path)/\(name)", &result) == 0, "\(name)")
        return result
    }

    @Test func aNewFile() throws {
        #expect(try replace("new\n") == .written)
        #expect(scratch.read(".config") == "new\n")
        #expect(scratch.names == [".config"])
    }

    @Test func anEmptyFile() throws {
        #expect(try replace("") == .written)
        #expect(scratch.read(".config") == "")
        #expect(try replace("") == .unchanged)
    }

    @Test func theOldFileIsKept() throws {
        scratch.write("old\n", to: ".config")
        let former = status(".config")
        #expect(try replace("new\n") == .written)
        #expect(scratch.read(".config") == "new\n")
        #expect(scratch.read(".config.old") == "old\n")
        #expect(scratch.names == [".config", ".config.old"])
        // A link to what was there, and a new file in its place: never one that is written to.
        #expect(status(".config.old").st_ino == former.st_ino)
        #expect(status(".config").st_ino != former.st_ino)
    }

    @Test func theOldFileOfTheOldFileGoes() throws {
        for text in ["1", "2", "3"] { #expect(try replace(text) == .written) }
        #expect(scratch.read(".config") == "3")
        #expect(scratch.read(".config.old") == "2")
        #expect(scratch.names == [".config", ".config.old"])
    }

    @Test func anEqualFileIsNotTouched() throws {
        scratch.write("same\n", to: ".config")
        scratch.write("older\n", to: ".config.old")
        var times = [timeval(tv_sec: 1_000_000_000, tv_usec: 0), timeval(tv_sec: 1_000_000_000, tv_usec: 0)]
        utimes(path, &times)
        let former = status(".config")
        #expect(try replace("same\n") == .unchanged)
        #expect(status(".config").st_mtim.tv_sec == 1_000_000_000)
        #expect(status(".config").st_ino == former.st_ino)
        #expect(scratch.read(".config.old") == "older\n")
    }

    @Test func aFolderInThePlaceOfTheFile() throws {
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        let error = #expect(throws: ConfigFile.Failure.self) { try replace("x") }
        #expect(error?.code == EISDIR)
        #expect("\(error!)" == "\(path): can't write: Is a directory")
        #expect(scratch.names == [".config"])
    }

    @Test func missingParentsAreMade() throws {
        let deep = scratch.path + "/a/b//c/.config"
        #expect(try replace("x", at: deep) == .written)
        #expect(scratch.read("a/b/c/.config") == "x")
    }

    @Test func aParentThatIsAFile() throws {
        scratch.write("file", to: "a")
        let error = #expect(throws: ConfigFile.Failure.self) {
            try replace("x", at: scratch.path + "/a/.config")
        }
        #expect(error?.code == ENOTDIR)
        #expect(scratch.read("a") == "file")
        #expect(scratch.names == ["a"])
    }

    @Test func noName() {
        #expect(throws: ConfigFile.Failure.self) { try replace("x", at: "") }
    }

    @Test func aNameThatIsTooLong() {
        let long = scratch.path + "/" + String(repeating: "n", count: 254)
        scratch.write("old", to: String(repeating: "n", count: 254))
        #expect(throws: ConfigFile.Failure.self) { try replace("new", at: long) }
        #expect(scratch.names.count == 1)
        #expect(scratch.read(String(repeating: "n", count: 254)) == "old")
    }

    /// As with `conf`, the link is replaced; what it points to stays as it is.
    @Test func aSymbolicLink() throws {
        scratch.write("old\n", to: "target")
        try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: "target")
        #expect(try replace("new\n") == .written)
        #expect(scratch.read("target") == "old\n")
        #expect(scratch.read(".config") == "new\n")
        #expect(scratch.read(".config.old") == "old\n")
        #expect(status(".config").st_mode & S_IFMT == S_IFREG)
        #expect(status(".config.old").st_mode & S_IFMT == S_IFREG)
    }

    @Test func aSymbolicLinkToNothing() throws {
        try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: "nowhere")
        #expect(try replace("new\n") == .written)
        #expect(scratch.read(".config") == "new\n")
        #expect(scratch.names == [".config"])
    }

    @Test func nothingChangesWhenTheOldFileCannotBeKept() throws {
        scratch.write("old\n", to: ".config")
        try FileManager.default.createDirectory(
            atPath: path + ".old/full", withIntermediateDirectories: true)
        let error = #expect(throws: ConfigFile.Failure.self) { try replace("new\n") }
        #expect("\(error!)".contains("can't keep the old file as"))
        #expect(scratch.read(".config") == "old\n")
        #expect(scratch.names == [".config", ".config.old"])
    }

    @Test func leftoversOfAnInterruptedRunAreNoObstacle() throws {
        scratch.write("old\n", to: ".config")
        scratch.write("rest", to: ".config.\(getpid()).tmp")
        scratch.write("rest", to: ".config.old.\(getpid()).tmp")
        #expect(try replace("new\n") == .written)
        #expect(scratch.names == [".config", ".config.old"])
        #expect(scratch.read(".config.old") == "old\n")
    }

    @Test func aFileThatIsItsOwnBackup() throws {
        scratch.write("old\n", to: ".config")
        #expect(link(path, path + ".old") == 0)
        #expect(try replace("new\n") == .written)
        #expect(scratch.read(".config.old") == "old\n")
        #expect(scratch.names == [".config", ".config.old"])
    }

    @Test func largeContent() throws {
        let text = String(repeating: "CONFIG_SOMETHING=y\n", count: 200_000)
        #expect(try replace(text) == .written)
        #expect(scratch.read(".config")?.utf8.count == text.utf8.count)
        #expect(try replace(text) == .unchanged)
    }
}

/// Files that a user names for output.
@Suite struct PlainFileTests {
    private let scratch = Scratch()

    /// A report to `/dev/null` must not make a file of it.
    @Test func whatIsNoFileStaysWhatItIs() throws {
        let pipe = scratch.path + "/pipe"
        #expect(mkfifo(pipe, 0o600) == 0)
        let reader = open(pipe, O_RDONLY | O_NONBLOCK)
        defer { close(reader) }
        try PlainFile.replace(pipe, with: Array("report".utf8))
        var status = stat()
        #expect(stat(pipe, &status) == 0 && status.st_mode & S_IFMT == S_IFIFO)
        var buffer = [UInt8](repeating: 0, count: 100)
        #expect(read(reader, &buffer, 100) == 6)
        #expect(scratch.names == ["pipe"])
    }

    @Test func filesAndTheirFoldersAreMade() throws {
        for text in ["first", "second"] {
            try PlainFile.replace(scratch.path + "/a/b", with: Array(text.utf8))
            #expect(scratch.read("a/b") == text)
        }
        #expect(try FileManager.default.contentsOfDirectory(atPath: scratch.path + "/a") == ["b"])
        #expect(throws: PlainFile.Failure.self) {
            try PlainFile.replace(scratch.path + "/missing/b", with: [], makingFolder: false)
        }
        #expect(scratch.names == ["a"])
    }

    /// Several threads, each its own file.
    @Test func threadsThatWriteAtOnce() {
        let failures = Parallel.map(Array(0..<8)) { (thread: Int) -> [Int] in
            (0..<400).filter { number in
                let path = "\(scratch.path)/\(thread)"
                do { try PlainFile.replace(path, with: Array("\(number)\n".utf8)) } catch { return true }
                return scratch.read("\(thread)") != "\(number)\n"
            }
        }
        #expect(failures == Array(repeating: [], count: 8))
        #expect(scratch.names == (0..<8).map(String.init))
    }
}

/// What killed runs leave, and what is no regular file.
@Suite struct LeftoverTests {
    private let scratch = Scratch()
    private var path: String { scratch.path + "/.config" }

    private func replace(_ text: String) throws -> ConfigFile.Outcome {
        try ConfigFile(path: path).replace(with: Array(text.utf8))
    }

    @Test func whatAKilledRunLeftGoes() throws {
        // No process has such a number: Linux ends at 2^22.
        let gone = "99999999"
        let own = "\(getppid())"
        for name in [gone, "old.\(gone)", own, "x\(gone)"] { scratch.write("x", to: ".config.\(name).tmp") }
        scratch.write("x", to: "other.\(gone).tmp")
        #expect(try replace("new\n") == .written)
        #expect(
            scratch.names == [".config", ".config.\(own).tmp", ".config.x\(gone).tmp", "other.\(gone).tmp"])
    }

    @Test func aFileThatSomebodyHoldsStays() throws {
        scratch.write("x", to: ".config.99999999.tmp")
        let descriptor = open("\(path).99999999.tmp", O_RDONLY)
        defer { close(descriptor) }
        StagedFile.hold(descriptor)
        #expect(try replace("new\n") == .written)
        #expect(scratch.names == [".config", ".config.99999999.tmp"])
    }

    @Test func aFIFOIsNeitherReadNorReplaced() {
        #expect(mkfifo(path, 0o600) == 0)
        #expect(SourceText(path: path) == nil && errno == EINVAL)
        #expect(throws: ConfigFile.Failure.self) { try replace("new\n") }
        #expect(scratch.names == [".config"])
    }
}
