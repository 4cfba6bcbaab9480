url=${DIGITS_URL:-http://localhost:8000}
curl -F file=@docs/examples/seven.png $url/predict
curl --data-binary @docs/examples/seven.png $url/predict
base64 < docs/examples/seven.png | tr -d '\n' | sed 's/.*/{"image": "&"}/' |
  curl -H 'Content-Type: application/json' -d @- $url/predict
