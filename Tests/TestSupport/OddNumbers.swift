// SPDX-License-Identifier: GPL-2.0-or-later

/// Numbers that are none by their defaults, which nobody sees, and what depends on them.
public let oddNumbersKconfig = """
    config TEXT
    	string
    	default "zz"
    config A
    	bool "a"
    config N
    	int
    	default "$(NOPE)"
    config H
    	hex
    	default TEXT
    config R
    	int "r"
    	range N 9
    	default 3
    config B
    	bool "b"
    	depends on N >= 5
    config C
    	bool "c"
    	depends on N < 5
    """
