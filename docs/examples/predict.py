import json
import os
import urllib.request

url = os.environ.get("DIGITS_URL", "http://localhost:8000")
with open("docs/examples/seven.png", "rb") as picture:
    request = urllib.request.Request(f"{url}/predict", data=picture.read())
with urllib.request.urlopen(request) as response:
    answer = json.load(response)
print(answer["predicted_digit"], answer["confidence"])
