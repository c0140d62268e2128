#!/usr/bin/env bash
# Rasid's API keys, of which one that works is kept and one that is missing or withdrawn made anew; and the password
# that Kibana logs in with, where there is a Kibana.
set -euo pipefail

ask() {
  curl --silent --show-error --fail --cacert "$CA" --header 'Content-Type: application/json' "$@"
}

key() { # VARIABLE DESCRIPTION FILE: the line VARIABLE=key in FILE
  local line answer
  line=$(grep "^$1=" "$3" 2>/dev/null || true)
  if [ -n "$line" ] && ask --header "Authorization: ApiKey ${line#*=}" "$URL/_security/_authenticate" >/dev/null 2>&1; then
    return
  fi
  answer=$(ask --user "elastic:$ELASTIC_PASSWORD" --data "@$2" "$URL/_security/api_key")
  { grep -v "^$1=" "$3" 2>/dev/null || true; echo "$1=$(sed -E 's/.*"encoded":"([^"]+)".*/\1/' <<< "$answer")"; } > "$3.new"
  chown "$OWNER" "$3.new"
  chmod 400 "$3.new"
  mv "$3.new" "$3"
  echo "made the key $1"
}

key RASID_WRITE_KEY "$KEYS/writing.json" "$OUT/run.env"
key RASID_SEARCH_KEY "$KEYS/searching.json" "$OUT/run.env"
key RASID_ADMIN_KEY "$KEYS/admin.json" "$OUT_ADMIN/admin.env"

if [ -n "${KIBANA_PASSWORD:-}" ]; then
  key RASID_KIBANA_KEY "$KIBANA_KEY" "$OUT_ADMIN/admin.env"
  password=${KIBANA_PASSWORD//\\/\\\\}
  ask --user "elastic:$ELASTIC_PASSWORD" --data "{\"password\": \"${password//\"/\\\"}\"}" \
    "$URL/_security/user/kibana_system/_password" >/dev/null
fi
