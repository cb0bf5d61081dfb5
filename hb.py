import sys,json
sys.path.insert(0,'Tests/autoos'); sys.path.insert(0,'Tests/oracle')
import runs, oracle
bad={}
for v in oracle.VERSIONS:
    t=oracle.Oracle(v); t.prepare(list(runs.DEFCONFIGS))
    for arch in runs.DEFCONFIGS:
        f=runs.prepared(t,arch,runs.SCRATCH/f"hb-{v}-{arch}")
        r=runs.autoos(t,arch,f,"--check-handbook","--format","json")
        for e in json.loads(r.stdout)["entries"]:
            bad.setdefault(e["symbol"]+"="+e["value"],{"risk":e["risk"],"src":e["source"],"arch":e["architectures"]})[f"{v}-{arch}"]=e["status"]
for n,d in bad.items():
    st={k:v for k,v in d.items() if '-' in k and v in("missing","impossible")}
    if st: print(n,d["arch"],st)
