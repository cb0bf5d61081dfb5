// SPDX-License-Identifier: GPL-2.0-or-later

let kconfigSatVersion = "1.0.0"
