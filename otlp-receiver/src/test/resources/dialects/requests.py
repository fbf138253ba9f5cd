# SPDX-License-Identifier: Apache-2.0
"""Writes the requests that replay_check.py would send: requests.py TOOLS_FOLDER OUT together|before|after SEED|-

Frames of one letter for the signal (t, l), four bytes of length and the protobuf message."""
import json, os, random, struct, sys, time

sys.path.insert(0, sys.argv[1])
import replay_check as check

out, logs, seed = sys.argv[2:5]
folders = list(json.load(open(check.TRUTH))["folders"])
shifts = {f: int((time.time() - 5) * 1e9) - check.last_time(f) for f in folders}
rng = None if seed == "-" else random.Random(int(seed))
requests = [q for f in folders for q in check.requests_of(f)]
order = {"together": None, "before": ("logs", "traces"), "after": ("traces", "logs")}[logs]
phases = [[q for q in requests if q.sig == s] for s in order] if order else [requests]
with open(out, "wb") as file:
    for phase in phases:
        if rng:
            rng.shuffle(phase)
        for q in phase:
            body = open(os.path.join(check.CAP, q.folder, q.file), "rb").read()
            body = check.shift_iso(check.unique_ids(body, q.folder, q.scen), shifts[q.folder])
            shuffled = None if q.was_json else rng
            body = check.rewrite_proto(body, q.sig, shifts[q.folder], "-" + q.folder, shuffled)
            file.write(q.sig[:1].encode() + struct.pack(">I", len(body)) + body)
