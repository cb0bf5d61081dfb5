// SPDX-License-Identifier: GPL-2.0-or-later
import Devices
import Kbuild
import Machine

/// What must be there before modules can be loaded: consoles, and all that the root file system stands on.
extension MachineNeeds {
    // MARK: - Consoles

    mutating func addConsoles(_ machine: MachineIndex) {
        for (name, isEarly, place) in machine.consoles where !isEarly {
            // `ttyS0,115200`
            let device = String(name.prefix { $0 != "," })
            let kind = String(device.reversed().drop(while: \.isNumber).reversed())
            let near = relatives(finder.consoles(named: kind))
            guard !near.isEmpty else {
                remark(.undriven, "console \(device)", at: place)
                continue
            }
            add(console: near, "console \(device)", place)
        }
        for (node, place) in machine.outputs { addOutput(node, place) }
    }

    /// The console of the node that the firmware writes to: in its driver's source, else beside it.
    private mutating func addOutput(_ node: String, _ place: String) {
        makeEarly("the firmware's output") { $0.location == node }
        let sources = needs.filter { $0.location == node }.flatMap { $0.ways.compactMap(\.source) }
        var found: [Driver] = []
        for source in sources {
            let folder = source.split(separator: "/").dropLast().joined(separator: "/")
            let beside = finder.consoles(inFolder: folder).map(\.driver)
            let own = beside.filter { $0.source == source }
            found += own.isEmpty && beside.count <= 2 ? beside : own
        }
        guard !found.isEmpty else {
            return remark(.unclear, "the output \(node) has no console of its own", at: place)
        }
        add(console: found, "stdout \(node)", place)
    }

    private mutating func add(console drivers: [Driver], _ subject: String, _ place: String) {
        let folders = Set(drivers.map(\.folder))
        let options = Set(drivers.flatMap(\.options))
        add(Need(.console, subject, at: place, drivers.map { Need.Way($0) }, early: "the console"))
        makeEarly("the console") { need in
            need.ways.contains { way in
                way.options.contains(where: options.contains)
                    || way.folder.map(folders.contains) ?? false
            }
        }
    }

    /// Of several that make consoles of a name, those whose folder has a driver of the machine.
    private func relatives(_ drivers: [Driver]) -> [Driver] {
        let folders = Set(needs.flatMap { $0.ways.compactMap(\.folder) })
        let near = drivers.filter { folders.contains($0.folder) }
        return near.isEmpty ? drivers : near
    }

    private mutating func makeEarly(_ reason: String, _ isMeant: (Need) -> Bool) {
        for number in needs.indices where needs[number].early == nil && isMeant(needs[number]) {
            setEarly(number, reason)
        }
    }

    // MARK: - Mounts

    mutating func addMounts(_ machine: MachineIndex) {
        for (type, folder, device, place) in machine.mounts {
            let isRoot = folder == "/"
            let isEarly = isRoot || folder == "/usr"
            let reason = isEarly ? "\(folder!) is of it" : nil
            let ways = finder.fileSystems(named: type).map { Need.Way($0) }
            let subject = "\(type) on \(folder ?? "a folder")"
            if ways.isEmpty {
                remark(.undriven, "file system \(type)", at: place, isUrgent: isEarly)
            } else {
                add(Need(isEarly ? .root : .fileSystem, subject, at: place, ways, early: reason))
            }
            for option in Self.beside[type] ?? [] {
                guard let way = way(option) else { continue }
                add(Need(isEarly ? .root : .fileSystem, subject, at: place, [way], early: reason))
            }
            guard isEarly, let device else { continue }
            var seen: Set<String> = []
            addChain(device, "\(folder!) stands on it", machine, place, &seen)
        }
        for (device, place) in machine.blocks.values.sorted(by: { $0.device.name < $1.device.name }) {
            add(layer: device, place, early: nil)
        }
    }

    /// A block device and all below it.
    private mutating func addChain(
        _ name: String, _ reason: String, _ machine: MachineIndex, _ place: String, _ seen: inout Set<String>
    ) {
        guard seen.insert(name).inserted else { return }
        guard let (device, place) = machine.blocks[name] else {
            addDisk(named: name, reason, place)
            makeControllersEarly(of: name, reason)
            return remark(
                .unclear,
                "what \(name) stands on is not said; a line as 'block \(name) disk DEVICE:DRIVER' would",
                at: place, isUrgent: true)
        }
        add(layer: device, place, early: reason)
        for below in device.below {
            if device.kind == .disk {
                if !below.contains(":") { addDisk(named: name, reason, place) }
                addDevice(below, reason, place)
            } else {
                addChain(below, reason, machine, place, &seen)
            }
        }
    }

    /// What a block device is by itself.
    private mutating func add(layer device: MachineFact.BlockDevice, _ place: String, early: String?) {
        var ways: [Need.Way] = []
        var subject = ""
        switch device.kind {
        case .disk: return
        case .partition(let table):
            guard let table, let option = Self.partitionTables[table] else { return }
            subject = "partition table \(table)"
            ways = way(option).map { [$0] } ?? []
        case .mapped(let type):
            subject = "device mapper \(type)"
            let target = type == "LVM" ? "mod" : type.lowercased()
            ways = finder.drivers(module: "dm-\(target)").map { Need.Way($0) }
            // Not all types are modules of their own.
            if ways.isEmpty { ways = finder.drivers(module: "dm-mod").map { Need.Way($0) } }
        case .raid(let level):
            subject = "md \(level)"
            ways = finder.drivers(modalias: "md-\(level)").map { Need.Way($0.driver) }
            if ways.isEmpty { ways = finder.drivers(module: level).map { Need.Way($0) } }
        case .loop:
            subject = "loop"
            ways = finder.drivers(module: "loop").map { Need.Way($0) }
        }
        if ways.isEmpty {
            remark(.undriven, subject, at: place)
        } else if !needs.contains(where: { $0.subject == subject && $0.location == device.name }) {
            add(Need(early == nil ? .fileSystem : .root, subject, at: device.name, ways, early: early))
        }
    }

    /// Options without which a type of file systems is there and can't be mounted: mm/shmem.c leaves tmpfs to the kernel
    /// itself without TMPFS; FAT's code pages (FAT_DEFAULT_CODEPAGE, FAT_DEFAULT_IOCHARSET of fs/fat/Kconfig).
    private static let beside = [
        "tmpfs": ["TMPFS"], "vfat": ["NLS_CODEPAGE_437", "NLS_ISO8859_1"],
        "msdos": ["NLS_CODEPAGE_437"],
    ]

    /// libblkid's names of partition tables, and who reads them (block/partitions/Kconfig).
    private static let partitionTables = [
        "gpt": "EFI_PARTITION", "dos": "MSDOS_PARTITION", "mac": "MAC_PARTITION", "sun": "SUN_PARTITION",
        "sgi": "SGI_PARTITION", "bsd": "BSD_DISKLABEL", "minix": "MINIX_SUBPARTITION",
        "solaris_x86": "SOLARIS_X86_PARTITION", "unixware": "UNIXWARE_DISKLABEL",
        "ultrix": "ULTRIX_PARTITION", "atari": "ATARI_PARTITION",
    ]

    /// The driver that calls its disks so, where nobody said what the disk stands on: what drives its controller is not known.
    private mutating func addDisk(named name: String, _ reason: String, _ place: String) {
        guard let module = Self.disks.first(where: { name.hasPrefix($0.prefix) })?.module else { return }
        let ways = finder.drivers(module: module).map { Need.Way($0) }
        if !ways.isEmpty { add(Need(.root, "disks called \(name)", at: place, ways, early: reason)) }
    }

    /// Which of the machine's controllers has the disk is not known: all that may have it must be there.
    private mutating func makeControllersEarly(of name: String, _ reason: String) {
        let folders = Self.disks.first { name.hasPrefix($0.prefix) }?.controllers ?? []
        makeEarly("\(reason), or may") { need in
            need.ways.contains { way in
                way.source.map { source in folders.contains { source.hasPrefix("drivers/\($0)/") } } ?? false
            }
        }
    }

    /// The beginnings of disks' names, the modules that give them (Documentation/admin-guide/devices.txt; `disk_name` of the
    /// drivers), and the folders below `drivers` that have what such disks are connected to.
    private static let disks: [(prefix: String, module: String, controllers: [String])] = [
        ("mmcblk", "mmc_block", ["mmc"]), ("nvme", "nvme", ["nvme"]),
        ("sd", "sd_mod", ["ata", "scsi", "ufs", "message", "usb/host", "usb/storage"]),
        ("sr", "sr_mod", ["ata", "scsi"]),
        ("vd", "virtio_blk", ["virtio"]), ("xvd", "xen-blkfront", ["xen"]),
        ("mtdblock", "mtdblock", ["mtd", "spi"]),
        ("ubiblock", "ubi", ["mtd", "spi"]), ("nbd", "nbd", []),
    ]

    /// `0000:00:02.0:virtio-pci` below a disk.
    private mutating func addDevice(_ text: String, _ reason: String, _ place: String) {
        guard let colon = text.lastIndex(of: ":") else {
            return remark(
                .unclear, "'\(text)' is no DEVICE:DRIVER, as mmc0:0001:mmcblk", at: place, isUrgent: true)
        }
        let (name, driver) = (String(text[..<colon]), String(text[text.index(after: colon)...]))
        let known = needs.indices.filter {
            needs[$0].location == name || MachineIndex.deviceName(ofNode: needs[$0].location) == name
        }
        if !known.isEmpty {
            for number in known { setEarly(number, reason) }
            return
        }
        var ways = finder.drivers(module: driver).map { Need.Way($0) }
        if ways.isEmpty { ways = finder.drivers(named: driver).map { Need.Way($0) } }
        if ways.isEmpty {
            remark(.undriven, "driver \(driver) of \(name)", at: place)
        } else {
            add(Need(.root, "driver \(driver)", at: name, ways, early: reason))
        }
    }
}

/// What an early device works with is early, too.
extension MachineNeeds {
    mutating func spreadEarly(_ machine: MachineIndex) {
        guard !machine.suppliers.isEmpty else { return }
        var numbers: [String: [Int]] = [:]
        let paths = Dictionary(machine.nodes.map { ($0.deviceName, $0.path) }) { first, _ in first }
        for number in needs.indices {
            let location = needs[number].location
            numbers[paths[location] ?? location, default: []].append(number)
        }
        var open = numbers.filter { $0.value.contains { needs[$0].isEarly } }.map(\.key)
        var seen = Set(open)
        while let node = open.popLast() {
            for supplier in machine.suppliers[node] ?? [] where seen.insert(supplier).inserted {
                open.append(supplier)
                for number in numbers[supplier] ?? [] { setEarly(number, "\(node) works with it") }
            }
        }
    }
}
