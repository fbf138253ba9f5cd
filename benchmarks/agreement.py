#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Agreement of the offline scores with labelled development data.

usage: agreement.py EVAL_DATA COMMAND...     COMMAND... IN.jsonl writes scores to standard output
                                             (./plumbline evaluate)
Reads EVAL_DATA/*/*.dev.jsonl (and train files where a source has no development part), runs the
command once over all of them, and prints one line for each dimension and source.
Standard library only.
"""
import json, math, os, random, subprocess, sys, tempfile

DATA = sys.argv[1]
COMMAND = sys.argv[2:]
LINES, TASKS = [], []


def rows(name):
    path = os.path.join(DATA, name)
    with open(path, encoding="utf-8") as f:
        return [json.loads(line) for line in f if line.strip()]


def add(line):
    line["id"] = len(LINES)
    LINES.append(line)
    return line["id"]


def task(title, measure, dimension, items):
    """items: (line id, truth); truth is a number."""
    TASKS.append((title, measure, dimension, items))


def texts(name, field, keep):
    out = []
    for row in rows(name):
        truth = keep(row)
        if truth is not None:
            out.append((add({field: row.get("text") or row.get(field), **({"prompt": row["prompt"]} if field == "response" and "prompt" in row else {})}), truth))
    return out


def one_of(yes, no):
    return lambda row: 1 if row["label"] in yes else 0 if row["label"] in no else None


XS = "refusal/xstest.dev.jsonl"
task("refusal any, XSTest", "mcc", "refusal", texts(XS, "response", one_of({"full_refusal", "partial_refusal"}, {"full_compliance"})))
task("refusal explicit, XSTest", "mcc", "refusal", texts(XS, "response", one_of({"full_refusal"}, {"full_compliance"})))
task("toxicity, tweets", "mcc", "toxicity", texts("toxicity/davidson.dev.jsonl", "response", one_of({"hate", "offensive"}, {"neither"})))
task("user sentiment, comments", "mcc", "user_sentiment", texts("emotion/goemotions.dev.jsonl", "prompt", one_of({"positive"}, {"negative"})))
task("politeness, requests", "spearman", "politeness", texts("politeness/stanford-wiki.dev.jsonl", "response", lambda row: row["label"]))
for dimension, trait, sign in [("agreeableness", "agreeableness", 1), ("emotional_stability", "neuroticism", 0), ("assertiveness", "stands-its-ground", 1), ("openness", "openness", 1), ("conscientiousness", "conscientiousness", 1), ("extraversion", "extraversion", 1)]:
    task(f"{dimension}, statements", "mcc", dimension, texts(f"persona/{trait}.dev.jsonl", "response", lambda row, s=sign: row["label"] if s else 1 - row["label"]))

attacks, benign = [], []
for name in sorted(os.listdir(os.path.join(DATA, "prompt_injection"))):
    if name.endswith(".dev.jsonl"):
        items = texts("prompt_injection/" + name, "prompt", lambda row: row["label"])
        (benign if name.startswith("benign") else attacks).extend(items)
        if not name.startswith("benign"):
            task("injection " + name.split(".")[0], "rate", "prompt_injection", items)
task("injection, all", "mcc", "prompt_injection", attacks + benign)
task("injection, false alarms", "rate", "prompt_injection", benign)
task("indirect injection, e-mail", "mcc", "indirect_injection", [(add({"prompt": "Summarise this e-mail.", "documents": [{"id": "d", "content": row["text"]}]}), row["label"]) for row in rows("indirect_injection/bipia-email.dev.jsonl")])

structural, every, near = [], [], {}
for row in rows("tool_calls/bfcl.dev.jsonl"):
    for call in row["calls"]:
        arguments = call.get("arguments")
        line = {"tools": row["tools"], "output": [{"role": "assistant", "parts": [{"type": "tool_call", "id": "1", "name": call.get("name"), "arguments": arguments}]}]}
        if row.get("messages"):
            line["input"] = row["messages"]
        else:
            line["prompt"] = row["prompt"]
        at = add(line)
        fault = 1 - call["label"]
        if not fault or call.get("structural"):
            structural.append((at, fault))
        every.append((at, fault))
        if fault:
            near.setdefault(call["fault"], []).append((at, 1))
task("tool calls, structure", "mcc", "tool:structure", structural)
task("tool calls, all faults", "mcc", "tool:any", every)
task("tool calls, false alarms", "rate", "tool:any", [item for item in every if not item[1]])
for fault, items in sorted(near.items()):
    task("tool calls, " + fault, "rate", "tool:any", items)

pii = []
for row in rows("pii/presidio-synth.dev.jsonl"):
    spans = row.get("spans", row["label"])
    pii.append((add({"response": row.get("text") or row.get("response")}), [(s["start"], s["end"]) for s in spans if s["structured"]]))

with tempfile.TemporaryDirectory() as folder:
    path = os.path.join(folder, "in.jsonl")
    with open(path, "w", encoding="utf-8") as f:
        for line in LINES:
            f.write(json.dumps(line) + "\n")
    import time
    start = time.time()
    out = subprocess.run(COMMAND + [path], stdout=subprocess.PIPE, check=True).stdout
    seconds = time.time() - start
SCORES = {}
for line in out.decode("utf-8").splitlines():
    answer = json.loads(line)
    SCORES[answer["id"]] = {s["dimension"]: s for s in answer["scores"]}
    if "error" in answer:
        print("error:", answer["id"], answer["error"], file=sys.stderr)


def value(at, dimension):
    scores = SCORES[at]
    if dimension.startswith("tool:"):
        parts = ["tool_call_valid"] + (["tool_call_grounded"] if dimension == "tool:any" else [])
        given = [scores[p]["value"] for p in parts if p in scores and scores[p]["status"] == "ok"]
        return 1 - min(given) if given else None
    score = scores.get(dimension)
    return score["value"] if score and score["status"] == "ok" else None


def mcc(pairs):
    tp = sum(1 for v, t in pairs if v and t)
    tn = sum(1 for v, t in pairs if not v and not t)
    fp = sum(1 for v, t in pairs if v and not t)
    fn = sum(1 for v, t in pairs if not v and t)
    below = math.sqrt((tp + fp) * (tp + fn) * (tn + fp) * (tn + fn))
    return ((tp * tn - fp * fn) / below if below else 0.0), (tp, tn, fp, fn)


def ranks(values):
    order = sorted(range(len(values)), key=lambda i: values[i])
    rank = [0.0] * len(values)
    i = 0
    while i < len(order):
        j = i
        while j + 1 < len(order) and values[order[j + 1]] == values[order[i]]:
            j += 1
        for k in range(i, j + 1):
            rank[order[k]] = (i + j) / 2
        i = j + 1
    return rank


def pearson(a, b):
    ma, mb = sum(a) / len(a), sum(b) / len(b)
    ab = sum((x - ma) * (y - mb) for x, y in zip(a, b))
    return ab / math.sqrt(sum((x - ma) ** 2 for x in a) * sum((y - mb) ** 2 for y in b) or 1)


def interval(pairs, statistic):
    generator = random.Random(1)
    found = sorted(statistic([pairs[generator.randrange(len(pairs))] for _ in pairs]) for _ in range(200))
    return found[5], found[194]


print(f"{len(LINES)} calls in {seconds:.1f} s, {len(LINES) / seconds:.0f} a second")
print(f"{'data':44} {'n':>6} {'scored':>7}  result")
for title, measure, dimension, items in TASKS:
    pairs = [(value(at, dimension), truth) for at, truth in items]
    given = [(v, t) for v, t in pairs if v is not None]
    head = f"{title:44} {len(items):6} {len(given) / max(1, len(items)):7.1%}  "
    if measure == "rate":
        print(head + f"flagged {sum(v >= 0.5 for v, _ in given) / max(1, len(given)):.3f}" + ("" if not dimension.startswith("tool") else f" strictly {sum(v > 0.5 for v, _ in given) / max(1, len(given)):.3f}"))
    elif not given:
        print(head + "no scores")
    elif measure == "mcc":
        strict = dimension.startswith("tool:")
        flags = [((v > 0.5 if strict else v >= 0.5), t) for v, t in given]
        result, cells = mcc(flags)
        low, high = interval(flags, lambda p: mcc(p)[0])
        print(head + f"MCC {result:.3f} [{low:.2f}, {high:.2f}]  tp {cells[0]} tn {cells[1]} fp {cells[2]} fn {cells[3]}")
    else:
        numbers = lambda p: pearson(ranks([v for v, _ in p]), ranks([t for _, t in p]))
        low, high = interval(given, numbers)
        print(head + f"rho {numbers(given):.3f} [{low:.2f}, {high:.2f}]")
tp = fp = fn = 0
for at, spans in pii:
    found = [(e["start"], e["end"]) for e in SCORES[at].get("pii", {}).get("evidence", [])]
    left = list(found)
    for s, e in spans:
        hit = next((f for f in left if min(e, f[1]) - max(s, f[0]) > 0.5 * (max(e, f[1]) - min(s, f[0]))), None)
        if hit:
            left.remove(hit)
            tp += 1
        else:
            fn += 1
    fp += len(left)
print(f"{'PII, structured, span F1':44} {len(pii):6}          F1 {2 * tp / max(1, 2 * tp + fp + fn):.3f}")
