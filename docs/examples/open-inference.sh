url=${DIGITS_URL:-http://localhost:8000}
base64 < docs/examples/seven.png | tr -d '\n' |
  sed 's/.*/{"inputs": [{"name": "image", "datatype": "BYTES", "shape": [1], "data": ["&"]}]}/' |
  curl -d @- $url/v2/models/digits/infer
curl -H 'Inference-Header-Content-Length: 0' --data-binary @docs/examples/seven.png $url/v2/models/digits/infer
