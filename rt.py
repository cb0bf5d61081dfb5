import sys,json
sys.path.insert(0,'Tests/autoos'); sys.path.insert(0,'Tests/oracle')
import runs, oracle
from pathlib import Path
t=oracle.Oracle(sys.argv[1]); t.prepare(list(runs.DEFCONFIGS)); t.start_replay()
f=Path(sys.argv[3]); 
if not (f/".config").exists(): (f/".config").write_bytes((f/"conf/.config").read_bytes())
print("\n".join(runs.retraced(t,sys.argv[2],f,json.loads((f/"autoos/report.json").read_text()))) or "same")
