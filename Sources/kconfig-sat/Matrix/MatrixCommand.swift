// SPDX-License-Identifier: GPL-2.0-or-later
import ArgumentParser

/// Several configurations of one policy.
struct MatrixCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "matrix",
        abstract: "One policy for many configurations: architectures, flavours, versions.",
        discussion: """
            A matrix file (.satmatrix) has a line for each configuration:
              cell cloud arch=x86 flavour=cloud output=configs/cloud policy.satconfig
              cell rt    arch=arm64 flavour=rt tree=../linux-6.12 output=configs/rt policy.satconfig
            Policies are .satconfig files; 'when arch=arm64 flavour=cloud|rt … end' is for
            some cells only.

            Examples:
              kconfig-sat matrix import configs --arch x86 debian/config.*
              kconfig-sat matrix build
              kconfig-sat matrix build --dry-run cloud
            """,
        subcommands: [
            MatrixBuildCommand.self, MatrixCheckCommand.self, MatrixWhyCommand.self, MatrixReviewCommand.self,
            MatrixImportCommand.self, MatrixExportCommand.self,
        ]
    )
}
