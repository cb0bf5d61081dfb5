// SPDX-License-Identifier: GPL-2.0-or-later

/// What `kconfig-sat help TOPIC` tells, beside what each command's `--help` does. scripts/manual puts it into the man page.
struct HelpTopic {
    let name: String
    let title: String
    let text: String

    static let all = [requirements, objectives, environment, files, status]

    private static let requirements = HelpTopic(
        name: "requirements", title: "the lines of .satconfig",
        text: """
            Every line is a hard requirement, except 'prefer' and 'weak'. What no line names is
            free.

              CONFIG_EXT4_FS=y              has this value, as in .config
              CONFIG_NR_CPUS=8              numbers, and "texts", too
              # CONFIG_DEBUG_INFO is not set
                                            is n
              CONFIG_BTRFS_FS=y|m           has one of these values
              match ^CONFIG_SND_ n          every symbol whose name (with CONFIG_) matches
              assert NET && (E1000 || TUN)  a Kconfig expression that must not be n
              prefer CONFIG_PREEMPT=y 10    a wish with a weight (1 if there is none)
              weak CONFIG_BPF_LSM=y         holds where it can
              when arch=arm64 … end         lines for some configurations only (--cell
                                            KEY=VALUE sets other keys)
              include FILE                  the lines of another file, relative to this one
              include <systemd>             a profile: see 'kconfig-sat profiles'
              # text                        a comment, also behind a line

            A symbol that is named twice gets the last line, with a warning. Policies for
            many configurations also have 'closed', 'reviewed', 'waive' and
            'require-notes': docs/matrix.md.

            """)

    private static let objectives = HelpTopic(
        name: "objectives", title: "which of the valid configurations is the best",
        text: """
            --objective of satconfig and satmenuconfig:

              minimal      as few options against their default as it takes, then as few
                           options and symbols at all; what boots and what guards
                           the system keeps its default. This is the usual one.
              likely       what the tree's own defconfigs would have beside the requirements
              smallest     as few symbols as possible, whatever that costs
              defaults     as near to the defaults as possible
              base=FILE    as near to that configuration as possible
              lines        what 'make olddefconfig' makes of the lines, or the nearest
                           in which none is lost
              any          the first valid one

            'optimal' in the answer says that there is none better: it is proven. When
            --timeout ends the search, the best one so far is written, with the gap.

            """)

    private static let environment = HelpTopic(
        name: "environment", title: "variables",
        text: """
              ARCH, srctree, SRCARCH, CC …  as make exports them; --arch sets them
              KCONFIG_CONFIG                the configuration, instead of .config
              KCONFIG_SATCONFIG             the requirements, instead of .satconfig
              KCONFIG_SATMATRIX             the matrix file, instead of .satmatrix
              KCONFIG_SATCELL               as --cell, several with blanks between
              KCONFIG_SAT                   the program that the make goals run
              KCONFIG_SAT_DIALECT           as --dialect
              KCONFIG_SAT_CACHE             off: keep no results of shell macros
              KCONFIG_SAT_PROBES            as --probes
              KCONFIG_SEED                  of random configurations, as for conf
              AUTOOS_LLM_URL, _MODEL, _KEY  the language model of autoosconfig
              AUTOOS_BOARD                  the board's file of search
              NO_COLOR, CLICOLOR_FORCE      no colours, colours everywhere; --color
              FORCE_HYPERLINK               links from places to files: 1 or 0

            """)

    private static let files = HelpTopic(
        name: "files", title: "what is read and written",
        text: """
              .satconfig            requirements; read, written by satmenuconfig alone
              .config               the configuration; replaced as a whole or not at all
              .config.old           the one before it
              .config_base          what autoosconfig and search start from
              autoos/, search/      their reports, transcripts and kernels
              .satmatrix            the cells of 'kconfig-sat matrix', and their policies
              .satconfig.recover    what an interrupted satmenuconfig had not saved
              ~/.cache/kconfig-sat/ results of shell macros; may be deleted at any time

            """)

    private static let status = HelpTopic(
        name: "exit-status", title: "how commands end",
        text: """
              0     done and clean
              1     the answer is no: impossible, invalid, or findings
              2     bad usage, or input that can't be read
              3     a tool that is needed failed or is missing, or time ran out
              130   interrupted; every file is as it was, or complete

            'conf' keeps the exit status of scripts/kconfig/conf.

            """)
}
