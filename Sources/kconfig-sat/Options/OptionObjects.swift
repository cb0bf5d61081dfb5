// SPDX-License-Identifier: GPL-2.0-or-later
import Devices
import Kbuild

extension KbuildMap {
    /// The objects that each option is named beside in make files.
    var objectsByOption: [String: Set<String>] {
        var objects: [String: Set<String>] = [:]
        for unit in units {
            for driver in unit.parts.map({ Driver(unit: unit, part: $0) }) {
                for option in driver.options {
                    objects[option, default: []].insert(driver.part?.object ?? unit.path)
                }
            }
        }
        return objects
    }
}
