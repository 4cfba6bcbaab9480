"""One exchange as Python's own `http.client` makes it: http_client.py URL CASE PICTURE prints JSON."""

import base64
import gzip
import http.client
import json
import sys
import time
from urllib.parse import urlsplit

base, case, picture = sys.argv[1:]
data = open(picture, "rb").read()
connection = http.client.HTTPConnection(urlsplit(base).netloc, timeout=30)


def form(content):
    head = b'--b\r\nContent-Disposition: form-data; name="file"; filename="seven.png"\r\n\r\n'
    return head + content + b"\r\n--b--\r\n"


FORM = {"Content-Type": "multipart/form-data; boundary=b"}


def send(method, path, body=None, headers=FORM, **options):
    connection.request(method, path, body, headers, **options)
    response = connection.getresponse()
    return response, response.read()


def pieces():
    for start in range(0, len(data), 100):
        yield data[start : start + 100]


def kept_connection():
    send("POST", "/predict", form(data))
    time.sleep(7)
    return send("POST", "/predict", form(data))


def json_body():
    return json.dumps({"image": base64.b64encode(data).decode()})


CASES = {
    "form": lambda: send("POST", "/predict", form(data)),
    "body": lambda: send("POST", "/predict", data, {}),
    "json": lambda: send("POST", "/predict", json_body(), {"Content-Type": "application/json"}),
    "chunked": lambda: send("POST", "/predict", pieces(), {"Transfer-Encoding": "chunked"}, encode_chunked=True),
    "gzip-body": lambda: send("POST", "/predict", gzip.compress(data), {"Content-Encoding": "gzip"}),
    "gzip-answer": lambda: send("GET", "/openapi.json", None, {"Accept-Encoding": "gzip"}),
    "kept": kept_connection,
    "head": lambda: send("HEAD", "/health", None, {}),
    "wrong-path": lambda: send("POST", "/nowhere", form(bytes(20_000_000))),
    "too-large": lambda: send("POST", "/predict", form(bytes(30_000_000))),
}

response, body = CASES[case]()
encoding = response.headers.get("Content-Encoding")
if encoding == "gzip":
    body = gzip.decompress(body)
print(json.dumps({"status": response.status, "body": body.decode(), "encoding": encoding}))
