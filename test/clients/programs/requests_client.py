"""One exchange as Python's `requests` makes it: requests_client.py URL CASE PICTURE prints JSON."""

import base64
import gzip
import json
import sys
import time

import requests

base, case, picture = sys.argv[1:]
data = open(picture, "rb").read()
session = requests.Session()
predict = base + "/predict"


def as_file():
    return {"file": ("seven.png", data, "image/png")}


def pieces():
    for start in range(0, len(data), 100):
        yield data[start : start + 100]


def kept_connection():
    session.post(predict, files=as_file(), timeout=30)
    time.sleep(7)
    return session.post(predict, files=as_file(), timeout=30)


CASES = {
    "form": lambda: session.post(predict, files=as_file()),
    "body": lambda: session.post(predict, data=data),
    "json": lambda: session.post(predict, json={"image": base64.b64encode(data).decode()}),
    "chunked": lambda: session.post(predict, data=pieces()),
    "gzip-body": lambda: session.post(predict, data=gzip.compress(data), headers={"Content-Encoding": "gzip"}),
    "gzip-answer": lambda: session.get(base + "/openapi.json", headers={"Accept-Encoding": "gzip"}),
    "slash": lambda: session.post(predict + "/", files=as_file()),
    "kept": kept_connection,
    "head": lambda: session.head(base + "/health"),
    "wrong-path": lambda: session.post(base + "/nowhere", files={"file": bytes(20_000_000)}),
    "too-large": lambda: session.post(predict, files={"file": bytes(30_000_000)}),
}

answer = CASES[case]()
print(json.dumps({"status": answer.status_code, "body": answer.text, "encoding": answer.headers.get("Content-Encoding")}))
