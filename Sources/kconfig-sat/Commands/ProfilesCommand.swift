// SPDX-License-Identifier: GPL-2.0-or-later
import ArgumentParser
import JSON
import Profiles
import Solver

struct ProfilesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "profiles",
        abstract: "List the requirements that come with the program, for 'include <NAME>'.",
        discussion: """
            A line 'include <systemd>' in a .satconfig stands for all lines of that
            profile. Lines of your own for the same symbols come before it, wherever they
            stand.

            Examples:
              kconfig-sat profiles
              kconfig-sat profiles docker
              echo 'include <qemu-virt>' | kconfig-sat satconfig --arch riscv /dev/stdin
            """
    )

    @Argument(help: "Print the lines of this one.")
    var name: String?

    @OptionGroup var format: FormatOption

    func run() throws {
        guard let name else { return list() }
        let bare = name.hasPrefix("<") && name.hasSuffix(">") ? String(name.dropFirst().dropLast()) : name
        guard let profile = Profile.all.first(where: { $0.name == bare }) else {
            let near = NearMiss.names(for: bare, among: Profile.all.map(\.name))
            Console.error(
                "kconfig-sat: there is no profile \(name)\nhint: "
                    + (near.isEmpty ? "" : "did you mean \(near.joined(separator: ", "))? ")
                    + "'kconfig-sat profiles' lists them\n")
            throw Exit.badInput
        }
        format.print("kconfig-sat/profile/1", isFile: true) {
            profile.files.map { profile.files.count == 1 ? $0.text : "### \($0.name)\n\($0.text)" }
                .joined(separator: "\n")
        } json: {
            Self.members(profile) + [
                .init(
                    "files",
                    .array(
                        profile.files.map { ["name": .string($0.name), "text": .string($0.text)] }))
            ]
        }
    }

    private func list() {
        let width = (Profile.all.map(\.name.count).max() ?? 0) + 2
        format.print("kconfig-sat/profiles/1") {
            Profile.all.map { profile in
                let blanks = String(repeating: " ", count: width - profile.name.count)
                let only =
                    profile.architectures.isEmpty ? "" : " (\(profile.architectures.joined(separator: ", ")))"
                return profile.name + blanks + profile.title + only + "\n"
            }.joined()
        } json: {
            [.init("profiles", .array(Profile.all.map { .object(Self.members($0)) }))]
        }
    }

    private static func members(_ profile: Profile) -> [JSONValue.Member] {
        [
            .init("name", .string(profile.name)), .init("title", .string(profile.title)),
            .init("architectures", .array(profile.architectures.map { .string($0) })),
        ]
    }
}
