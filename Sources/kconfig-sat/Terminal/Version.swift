// SPDX-License-Identifier: GPL-2.0-or-later

let kconfigSatVersion = "0.1.0"
