#!/bin/sh
# One exchange as curl makes it: curl-client.sh URL CASE PICTURE prints headers, an empty line and the body.
set -eu
base=$1 case=$2 picture=$3
curl() { command curl --silent --show-error --include --max-time 30 "$@"; }
zeros() { head -c "$1" /dev/zero; }

case $case in
  form) curl -F "file=@$picture" "$base/predict" ;;
  body) curl --data-binary "@$picture" "$base/predict" ;;
  json) printf '{"image": "%s"}' "$(base64 <"$picture" | tr -d '\n')" |
    curl -H 'Content-Type: application/json' -d @- "$base/predict" ;;
  chunked) curl -H 'Transfer-Encoding: chunked' --data-binary "@$picture" "$base/predict" ;;
  gzip-body) gzip <"$picture" | curl -H 'Content-Encoding: gzip' --data-binary @- "$base/predict" ;;
  gzip-answer) curl --compressed "$base/openapi.json" ;;
  slash) curl --location -F "file=@$picture" "$base/predict/" ;;
  head) curl --head "$base/health" ;;
  http-1.0) curl --http1.0 -F "file=@$picture" "$base/predict" ;;
  expect) curl --expect100-timeout 20 -H 'Expect: 100-continue' -F "file=@$picture" "$base/predict" ;;
  wrong-path) zeros 20000000 | curl -F 'file=@-;filename=zeros' "$base/nowhere" ;;
  too-large) zeros 30000000 | curl -F 'file=@-;filename=zeros' "$base/predict" ;;
  *) echo "no such case: $case" >&2; exit 2 ;;
esac
