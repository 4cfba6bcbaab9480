import json
import os
import urllib.request

url = os.environ.get("DIGITS_URL", "http://localhost:8000")
one = [[255 if x in (13, 14) and 4 <= y < 24 else 0 for x in range(28)] for y in range(28)]
body = json.dumps({"instances": [one]}).encode()
with urllib.request.urlopen(f"{url}/v1/models/digits:predict", data=body) as response:
    [probabilities] = json.load(response)["predictions"]
print(probabilities.index(max(probabilities)), max(probabilities))
