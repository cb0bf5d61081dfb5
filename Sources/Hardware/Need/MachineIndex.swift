// SPDX-License-Identifier: GPL-2.0-or-later
import Machine

/// The facts about a machine by what they are about.
struct MachineIndex {
    struct Device {
        let modalias: String
        let name: String
        let driver: String?
        let place: String
    }

    struct Node {
        let compatible: [String]
        let path: String
        let place: String

        var deviceName: String { MachineIndex.deviceName(ofNode: path) }
    }

    /// `10000000.serial`, as /sys calls the device of `serial@10000000`.
    static func deviceName(ofNode path: String) -> String {
        let name = path.split(separator: "/").last ?? ""
        let parts = name.split(separator: "@", maxSplits: 1)
        return parts.count == 2 ? "\(parts[1]).\(parts[0])" : String(name)
    }

    /// Names that `uname -m` has for machines of 64 bits where an architecture has both.
    static let wide: Set<String> = [
        "x86_64", "riscv64", "ppc64", "ppc64le", "mips64", "sparc64", "parisc64", "loongarch64",
    ]

    private(set) var architecture: (String, place: String)?
    private(set) var devices: [Device] = []
    private(set) var nodes: [Node] = []
    private(set) var outputs: [(node: String, place: String)] = []
    /// What a node needs to work: nodes by their paths.
    private(set) var suppliers: [String: [String]] = [:]
    private(set) var modules: [(name: String, place: String)] = []
    private(set) var mounts: [(type: String, folder: String?, device: String?, place: String)] = []
    private(set) var blocks: [String: (device: MachineFact.BlockDevice, place: String)] = [:]
    private(set) var consoles: [(name: String, isEarly: Bool, place: String)] = []
    private(set) var wants: [(MachineFact.Need, place: String)] = []

    init(_ facts: [MachineFact]) {
        var seen: Set<String> = []
        for fact in facts {
            switch fact.kind {
            case .machine(let name, _, _):
                if let name, architecture == nil { architecture = (name, fact.place) }
            case .modalias(let text, let device, let driver):
                // A machine may have thousands that are alike.
                guard seen.insert("\(text) \(device) \(driver ?? "")").inserted else { continue }
                devices.append(Device(modalias: text, name: device, driver: driver, place: fact.place))
            case .compatible(let names, let path):
                nodes.append(Node(compatible: names, path: path, place: fact.place))
            case .standardOutput(let node): outputs.append((node, fact.place))
            case .supply(let node, let by): suppliers[node, default: []] += by
            case .module(let name): modules.append((name, fact.place))
            case .mount(let type, let folder, let device): mounts.append((type, folder, device, fact.place))
            case .block(let device): blocks[device.name] = (device, fact.place)
            case .console(let name, let isEarly): consoles.append((name, isEarly, fact.place))
            case .need(let need): wants.append((need, fact.place))
            }
        }
    }

    var hasDevices: Bool { !devices.isEmpty || !nodes.isEmpty }

    /// Drivers that have a device now.
    var drivers: [String] { devices.compactMap(\.driver) }

    /// Those that the description shows; 0 when it shows none.
    var processors: Int {
        let named = Set(
            devices.filter { $0.modalias.hasPrefix("cpu:") }.map(\.name))
        let listed = nodes.filter {
            $0.path.hasPrefix("/cpus/cpu@") && !$0.path.dropFirst("/cpus/".count).contains("/")
        }
        return max(named.count, listed.count)
    }
}
