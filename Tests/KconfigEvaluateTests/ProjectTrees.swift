// SPDX-License-Identifier: GPL-2.0-or-later

// The trees. Sources of a `conf` are no more than the texts by which its dialect is known.
extension ProjectTests {
    /// All symbols are in its files, its version is no kernel's, its root file is made by its Makefile.
    static let busybox = Project(
        name: "BusyBox",
        files: [
            "Makefile": "VERSION = 1\nPATCHLEVEL = 37\nSUBLEVEL = 0\n",
            "Config.in": """
            mainmenu "The box"

            config HAVE_DOT_CONFIG
            	bool
            	default y

            menu "Settings"

            config FANCY
            	bool "Fancy output"
            	default n

            config WIDTH
            	int "Width of output"
            	range 20 200
            	default 80
            	depends on FANCY

            config COLOUR
            	string "Colour"
            	default "red"
            	depends on FANCY
            endmenu

            source archive/Config.in

            """,
            "archive/Config.in": """
            menu "Archives"
            config PACK
            	bool "pack (5 kb)"
            	default y
            	help
            	Packs files.

            config UNPACK
            	bool "unpack"
            	default y
            	depends on PACK
            	select FANCY
            endmenu

            """,
            "scripts/kconfig/confdata.c": """
            "# Automatically generated make config: don't edit\\n"
            "# Busybox version: %s\\n"
            /* we want to see all syms */
            str = "0";

            """,
            "scripts/kconfig/symbol.c": "hash += *ptr;\n",
            "scripts/kconfig/zconf.l": "---\t/* ignore */\n({n}|[-/.])+\n",
            "scripts/kconfig/zconf.y":
                "T_REQUIRES T_SOURCE prompt T_EOL stmt_list T_MAINMENU sym_lookup(\"MODULES\", 0)\n",
            "scripts/kconfig/conf.c": "switch (av[i++][1]) {\n",
        ],
        wanted: "CONFIG_PACK=y\n# CONFIG_FANCY is not set\n",
        lines: [
            "CONFIG_PACK=y", "# CONFIG_FANCY is not set", "# CONFIG_UNPACK is not set", "CONFIG_WIDTH=0",
            "CONFIG_COLOUR=\"\"", "# Busybox version: 1.37.0",
        ],
        question: ("UNPACK", "archive/Config.in:"),
        options: ["--define", "KERNELVERSION=1.37.0"], mode: ["-D", ".config"], root: "Config.in")

    /// The sources of its `conf` are in `kconfig`, without a grammar, and its files have words of before 2.6.33.
    static let toybox = Project(
        name: "Toybox",
        files: [
            "Config.in": """
            mainmenu "The toys"
            source generated/Config.probed
            source generated/Config.in

            """,
            "generated/Config.probed": "config CAN_FORK\n\tdef_boolean y\n",
            "generated/Config.in": """
            config BEAR
            	bool "bear"
            	default y
            	depends CAN_FORK
            	help
            	  usage: bear

            config BALL
            	boolean "ball"
            	default n
            	requires BEAR
            	enable AIR

            config AIR
            	bool

            """,
            "kconfig/confdata.c":
                "make config: don't edit # \"PROJECT_NAME\" version: %s SYMBOL_FORCEWRITE *str ? str : \"0\"\n",
            "kconfig/symbol.c": "hash += *ptr;\n",
            "kconfig/conf.c": "switch (av[i++][1]) {\n",
        ],
        wanted: "CONFIG_BALL=y\n",
        lines: ["CONFIG_BALL=y", "CONFIG_BEAR=y", "CONFIG_AIR=y", "CONFIG_CAN_FORK=y"],
        question: ("BALL", "generated/Config.in:"),
        mode: ["-D", ".config"], root: "Config.in")

    /// Names have no prefix, and files are found by variables that its Makefile sets.
    static let buildroot = Project(
        name: "Buildroot",
        files: [
            "Config.in": """
            mainmenu "Roots $BR2_VERSION"

            config BR2_VERSION
            	string
            	option env="BR2_VERSION_FULL"

            config BR2_BASE_DIR
            	string
            	option env="BASE_DIR"

            source "$BR2_BASE_DIR/.external.in"

            source "package/Config.in"

            """,
            "out/.external.in": "config BR2_EXTRA\n\tbool \"extra\"\n",
            "package/Config.in": """
            menu "Packages"
            config BR2_TOOL
            	bool "tool"
            	select BR2_LIB
            	depends on BR2_EXTRA
            config BR2_LIB
            	bool "lib"
            comment "tool needs extra"
            	depends on !BR2_EXTRA
            endmenu

            """,
            "support/kconfig/confdata.c": "\"# end of %s\\n\" val = \"n\"; No change to\n",
            "support/kconfig/symbol.c": "unmet direct dependencies\n",
            "support/kconfig/zconf.y": "T_OPTION \n",
            "support/kconfig/lkc.h": "#define CONFIG_ \"CONFIG_\"\n",
            "support/kconfig/Makefile.br": "HOST_EXTRACFLAGS += -DCONFIG_=\\\"\\\"\n",
        ],
        wanted: "BR2_TOOL=y\n",
        lines: ["BR2_TOOL=y", "BR2_LIB=y", "BR2_EXTRA=y"],
        question: ("BR2_TOOL", "package/Config.in:"),
        options: ["--define", "BASE_DIR=out", "--define", "BR2_VERSION_FULL=2025"], root: "Config.in")

    /// The root file is below `src`, files are named by patterns, and some need not be there.
    static let coreboot = Project(
        name: "coreboot",
        files: [
            "src/Kconfig": """
            mainmenu "The core"
            menu "General setup"
            config LOCALVERSION
            	string "Local version"
            source "site-local/Kconfig"
            endmenu
            menu "Mainboard"
            source "src/board/Kconfig"
            endmenu
            source "src/cpu/*/Kconfig"
            config HAVE_TABLES
            	bool
            	default n

            """,
            "src/board/Kconfig": """
            choice
            	prompt "Vendor"
            	default VENDOR_A
            source "src/board/*/Kconfig.name"
            endchoice
            source "src/board/*/Kconfig"

            """,
            "src/board/a/Kconfig.name": "config VENDOR_A\n\tbool \"A\"\n",
            "src/board/b/Kconfig.name": "config VENDOR_B\n\tbool \"B\"\n",
            "src/board/a/Kconfig": "if VENDOR_A\nconfig DIR\n\tstring\n\tdefault \"a\"\nendif\n",
            "src/board/b/Kconfig": """
            if VENDOR_B
            config BOARD_B1
            	bool "B1"
            	select CPU_X
            config DIR
            	default "b"
            endif

            """,
            "src/cpu/x/Kconfig": "config CPU_X\n\tbool\n\tselect HAVE_TABLES\n",
            "util/kconfig/confdata.c": "\"# end of %s\\n\" val = \"n\"; No change to\n",
            "util/kconfig/symbol.c": "unmet direct dependencies\n",
            "util/kconfig/lexer.l": "T_LESS expand_one_token \"imply\" \"visible\"\n",
            "util/kconfig/parser.y": "T_MODULES T_EOL\n",
        ],
        wanted: "CONFIG_BOARD_B1=y\n",
        lines: ["CONFIG_BOARD_B1=y", "CONFIG_VENDOR_B=y", "CONFIG_HAVE_TABLES=y", "CONFIG_DIR=\"b\""],
        question: ("BOARD_B1", "src/board/b/Kconfig:"), root: "src/Kconfig")

    /// It has Kconfiglib, and boards give defaults to what others define.
    static let zephyr = Project(
        name: "Zephyr",
        files: [
            "scripts/kconfig/kconfiglib.py": "# stands for it\n",
            "Kconfig": """
            mainmenu "The wind"
            osource "$(KSAT_BOARD_DIR)/Kconfig.defaults"
            source "Kconfig.zephyr"

            """,
            "boards/b/Kconfig.defaults": """
            if SERIAL
            configdefault SPEED
            	default 9600
            endif

            """,
            "Kconfig.zephyr": """
            config SERIAL
            	bool "serial"
            config SPEED
            	int "speed"
            	default 115200
            	depends on SERIAL
            rsource "drivers/*/Kconfig"

            """,
            "drivers/one/Kconfig": "config ONE\n\tbool \"one\"\n\tdepends on SERIAL\n",
            "drivers/two/Kconfig": "config TWO\n\tdef_int 2\n\tdepends on ONE\n",
        ],
        wanted: "CONFIG_ONE=y\n",
        lines: ["CONFIG_ONE=y", "CONFIG_SERIAL=y", "CONFIG_SPEED=9600", "CONFIG_TWO=2"],
        question: ("ONE", "drivers/one/Kconfig:"),
        options: ["--define", "KSAT_BOARD_DIR=boards/b"], root: "Kconfig")

    /// Variables stand in any text.
    static let espIdf = Project(
        name: "ESP-IDF",
        files: [
            "Kconfig": """
            mainmenu "The framework"

                orsource "./components/soc/$IDF_TARGET/Kconfig.caps"

                config IDF_TARGET
                    string
                    default "$IDF_TARGET"

                config TARGET_CHIP9
                    bool
                    default "y" if IDF_TARGET="chip9"

                menu "Features"
                    visible if TARGET_CHIP9
                    config RADIO
                        bool "Radio"
                        depends on SOC_RADIO && TARGET_CHIP9
                        warning "Mind the neighbours."
                endmenu

            """,
            "components/soc/chip9/Kconfig.caps": "config SOC_RADIO\n    bool\n    default y\n",
        ],
        wanted: "CONFIG_RADIO=y\n",
        lines: ["CONFIG_RADIO=y", "CONFIG_IDF_TARGET=\"chip9\"", "CONFIG_TARGET_CHIP9=y"],
        question: ("RADIO", "Kconfig:"), options: ["--define", "IDF_TARGET=chip9"], root: "Kconfig")
}
