url=${DIGITS_URL:-http://localhost:8000}
curl -F files=@docs/examples/seven.png -F files=@docs/examples/seven.png $url/predict/batch
