import KconfigParse
import KconfigEvaluate
import Glibc
let tree = getenv("srctree").map { String(cString: $0) }
let v = getenv("KERNELVERSION").map { String(cString: $0) } ?? "6.12"
let o = ParseOptions(root: CommandLine.arguments.last!, dialect: Dialect(version: v)!, shell: SystemShell(), sourceTree: tree)
do {
let t0 = clock()
let m = try KconfigModel.parse(o)
for d in m.diagnostics { eput(DiagnosticPrinter(sources: m.sources).render(d)) }
let t1 = clock()
let e = Evaluator(m)
e.warn = { eput($0) }
var mode: ConfMode = .olddefconfig
for a in CommandLine.arguments.dropFirst() {
  if a == "--alldefconfig" { mode = .alldefconfig }
  if a == "--allyesconfig" { mode = .allyesconfig }
  if a == "--allnoconfig" { mode = .allnoconfig }
  if a == "--allmodconfig" { mode = .allmodconfig }
  if a.hasPrefix("--defconfig=") { mode = .defconfig(String(a.dropFirst(12))) }
}
try ConfRun(e, mode: mode, message: { print("#\n# \($0)\n#") }).run()
if getenv("KS_TIME") != nil { print(Double(t1-t0)/1e6, Double(clock()-t1)/1e6) }
} catch let e as KconfigError { for d in e.diagnostics { print(DiagnosticPrinter(sources: e.sources).render(d)) }; exit(1)
} catch let e as ConfRun.Failure { eput(e.text); exit(1) }
func eput(_ s: String) { var s = s; s.withUTF8 { _ = write(2, $0.baseAddress!, $0.count) } }
