#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Records what a Prometheus answers to queries.txt, as GoldenTest reads it.

usage: record.py URL OUT.txt.gz

The server must hold the samples of DemoMetrics (a Java program of the tests that prints OpenMetrics
text): promtool tsdb create-blocks-from openmetrics demo.om tsdb
"""
import gzip, json, pathlib, sys, urllib.error, urllib.parse, urllib.request

END = 1700000400
url, out = sys.argv[1], sys.argv[2]
table, lines = {}, []
for query in (pathlib.Path(__file__).parent / "queries.txt").read_text().splitlines():
    if not query or query.startswith("# "):
        continue
    form = urllib.parse.urlencode(dict(query=query, start=END - 900, end=END, step=300)).encode()
    try:
        with urllib.request.urlopen(url + "/api/v1/query_range", form) as response:
            answer = json.load(response)["data"]["result"] or []
    except urllib.error.HTTPError as error:
        if error.code not in (400, 422):
            raise
        lines += ["Q " + query, "error"]
        continue
    items = []
    for series in answer:
        labels = "\t".join(x for pair in sorted(series["metric"].items()) for x in pair)
        if labels not in table:
            table[labels] = len(table)
            lines.append("L " + labels)
        points = ",".join("%d=%s" % (t, v) for t, v in series["values"])
        items.append("%d:%s" % (table[labels], points))
    lines += ["Q " + query, " ".join(items)]
with gzip.GzipFile(out, "wb", mtime=0) as file:
    file.write(("\n".join(lines) + "\n").encode())
