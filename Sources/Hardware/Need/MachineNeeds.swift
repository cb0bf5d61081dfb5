// SPDX-License-Identifier: GPL-2.0-or-later
import Devices
import Kbuild
import Machine

/// What the facts about a machine ask of a kernel, by the tree alone.
public struct MachineNeeds {
    public private(set) var needs: [Need] = []
    public private(set) var remarks: [Remark] = []
    /// Conditions on numbers, as `assert` has them, and why.
    public private(set) var bounds: [(expression: String, reason: String)] = []

    /// Somebody said what the root file system is.
    public let hasRoot: Bool

    let finder: DriverFinder
    /// What is known of an option; nil when the tree has none of that name.
    let kind: (String) -> SymbolKind?

    /// - Parameters:
    ///   - also: more that should work: modules, file systems, devices as `whichconfig` takes them.
    ///   - kind: what is known of an option; nil when the tree has none of that name.
    public init(
        _ facts: [MachineFact], also: [String], _ finder: DriverFinder,
        kind: @escaping (String) -> SymbolKind?
    ) {
        self.finder = finder
        self.kind = kind
        let machine = MachineIndex(facts)
        hasRoot = machine.mounts.contains { $0.folder == "/" }
        addProcessor(machine)
        addDevices(machine)
        addNodes(machine)
        addConsoles(machine)
        addMounts(machine)
        addBuses(machine)
        spreadEarly(machine)
        addFirmware(machine)
        addModules(machine)
        for name in also { add(wish: name) }
        needs = needs.enumerated().sorted { a, b in
            (a.element.part, a.element.subject, a.element.location, a.offset)
                < (b.element.part, b.element.subject, b.element.location, b.offset)
        }.map(\.element)
        remarks = Array(Set(remarks)).sorted {
            ($0.kind.rawValue, $0.text, $0.location) < ($1.kind.rawValue, $1.text, $1.location)
        }
    }

    mutating func add(_ need: Need) { needs.append(need) }

    mutating func setEarly(_ number: Int, _ reason: String) {
        if needs[number].early == nil { needs[number].early = reason }
    }

    mutating func remark(
        _ kind: Remark.Kind, _ text: String, at location: String, isUrgent: Bool = false
    ) {
        remarks.append(Remark(kind: kind, text: text, location: location, isUrgent: isUrgent))
    }

    /// An option that is no driver, if the tree has it.
    func way(_ option: String) -> Need.Way? { kind(option).map { Need.Way(option: option, $0) } }

    // MARK: - Processor and firmware

    private mutating func addProcessor(_ machine: MachineIndex) {
        if machine.processors > 1, let way = way("SMP") {
            add(Need(.processor, "\(machine.processors) processors", at: "", [way]))
            if kind("NR_CPUS") != nil {
                bounds.append(("NR_CPUS >= \(machine.processors)", "\(machine.processors) processors"))
            }
        }
        if let (architecture, place) = machine.architecture, MachineIndex.wide.contains(architecture),
            let way = way("64BIT")
        {
            add(Need(.processor, "machine \(architecture)", at: place, [way]))
        }
    }

    private mutating func addFirmware(_ machine: MachineIndex) {
        // Documentation/admin-guide/efi-stub.rst, Documentation/filesystems/ramfs-rootfs-initramfs.rst. How the archive is
        // packed is not known: initramfs-tools, dracut and mkinitcpio pack by gzip or zstd unless they are told otherwise.
        let options: [MachineFact.Need: [String]] = [
            .swap: ["SWAP"], .initramfs: ["BLK_DEV_INITRD", "RD_GZIP", "RD_ZSTD"], .efi: ["EFI", "EFI_STUB"],
            .acpi: ["ACPI"],
            // drivers/virtio/virtio_mmio.c: `virtio_mmio.device=`
            .virtioParameters: ["VIRTIO_MMIO_CMDLINE_DEVICES"],
        ]
        for (need, place) in machine.wants {
            for option in options[need] ?? [] {
                guard let way = way(option) else {
                    remark(.undriven, "need \(need.rawValue): this tree has no CONFIG_\(option)", at: place)
                    continue
                }
                add(Need(.firmware, "need \(need.rawValue)", at: place, [way]))
            }
        }
    }

    /// What no device asks for, but drivers of a bus count on: they fall back to shared interrupts without, or fail
    /// (Documentation/PCI/msi-howto.rst).
    private mutating func addBuses(_ machine: MachineIndex) {
        guard machine.devices.contains(where: { $0.modalias.hasPrefix("pci:") }), let way = way("PCI_MSI")
        else {
            return
        }
        add(Need(.device, "pci devices interrupt by messages", at: "", [way]))
    }

    // MARK: - Modules and wishes

    /// What is loaded and is no driver of a device is there for protocols and formats.
    private mutating func addModules(_ machine: MachineIndex) {
        let used = Set(
            needs.flatMap { $0.ways.flatMap(\.options) } + machine.drivers.map(BuildUnit.moduleName))
        for (name, place) in machine.modules {
            let drivers = finder.drivers(module: name)
            guard !drivers.isEmpty else {
                remark(.undriven, "module \(name)", at: place)
                continue
            }
            if drivers.contains(where: { $0.options.contains(where: used.contains) }) { continue }
            if machine.hasDevices, finder.drivesDevices(name), !used.contains(BuildUnit.moduleName(name)) {
                remark(.unneeded, "module \(name) drives nothing that the machine has", at: place)
                continue
            }
            add(Need(.module, "module \(name)", at: place, drivers.map { Need.Way($0) }))
        }
    }

    private mutating func add(wish name: String) {
        let patterns = DeviceQuery.patterns(name) ?? []
        var ways = finder.drivers(module: name).map { Need.Way($0) }
        if ways.isEmpty { ways = finder.fileSystems(named: name).map { Need.Way($0) } }
        if ways.isEmpty {
            ways = patterns.flatMap { finder.drivers(modalias: $0) }.map {
                Need.Way($0.driver, isGeneric: $0.isGeneric)
            }
        }
        if ways.isEmpty { ways = way(name).map { [$0] } ?? [] }
        if ways.isEmpty {
            remark(.undriven, name, at: "--also", isUrgent: true)
        } else {
            add(Need(.wish, name, at: "--also", ways))
        }
    }
}
