// SPDX-License-Identifier: GPL-2.0-or-later
import Foundation
import TestSupport
import Testing

@testable import KconfigEvaluate

/// A series of configurations never overwrites anything.
@Suite struct ConfigFolderTests {
    let scratch = Scratch()
    var path: String { scratch.path + "/a/b" }

    private func write(_ texts: [String], firstSeed: UInt32 = 1) throws {
        var folder = ConfigFolder(path: path)
        for (index, text) in texts.enumerated() {
            let seed = firstSeed + UInt32(index)
            let name = try folder.add(Array(text.utf8), number: index + 1, seed: index == 2 ? nil : seed)
            #expect(name == "\(path)/config-000\(index + 1)")
        }
    }

    private var names: [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []).sorted()
    }

    @Test func aNewFolder() throws {
        try write(["one\n", "two\n", "three\n"], firstSeed: 41)
        #expect(names == ["config-0001", "config-0002", "config-0003", "seeds"])
        #expect(scratch.read("a/b/config-0002") == "two\n")
        #expect(scratch.read("a/b/seeds") == "config-0001 0x29\nconfig-0002 0x2A\nconfig-0003 -\n")
    }

    @Test func numbersBeyondFourDigits() throws {
        var folder = ConfigFolder(path: path)
        #expect(try folder.add([], number: 12345, seed: 1) == "\(path)/config-12345")
    }

    @Test func theSameSeriesGoesOnAndMayBeShorter() throws {
        try write(["one\n", "two\n"])
        try write(["one\n", "two\n", "three\n"])
        #expect(names == ["config-0001", "config-0002", "config-0003", "seeds"])
        let seeds = scratch.read("a/b/seeds")
        try write(["one\n"])
        #expect(scratch.read("a/b/seeds") == seeds)
    }

    @Test func aFileWithAnotherContentStays() throws {
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        scratch.write("mine\n", to: "a/b/config-0002")
        let failure = #expect(throws: ConfigFile.Failure.self) { try write(["one\n", "two\n", "three\n"]) }
        #expect(failure?.code == EEXIST)
        #expect(failure?.path == "\(path)/config-0002")
        #expect(scratch.read("a/b/config-0002") == "mine\n")
        #expect(names == ["config-0001", "config-0002", "seeds"])
        #expect(scratch.read("a/b/seeds") == "config-0001 0x1\n")
    }

    @Test func theSeedsOfAnotherSeriesStay() throws {
        try write(["one\n"], firstSeed: 1)
        #expect(throws: ConfigFile.Failure.self) { try write(["one\n"], firstSeed: 7) }
        #expect(scratch.read("a/b/seeds") == "config-0001 0x1\n")
    }

    @Test(arguments: ["folder", "link"])
    func whatIsNoFileStays(kind: String) throws {
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        if kind == "folder" {
            mkdir("\(path)/config-0001", 0o755)
        } else {
            symlink("nowhere", "\(path)/config-0001")
        }
        #expect(throws: ConfigFile.Failure.self) { try write(["one\n"]) }
        #expect(names == ["config-0001"])
    }

    @Test func aFileInPlaceOfTheFolder() throws {
        scratch.write("", to: "a")
        let failure = #expect(throws: ConfigFile.Failure.self) { try write(["one\n"]) }
        #expect(failure?.code == ENOTDIR)
    }
}
