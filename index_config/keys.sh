#!/usr/bin/env bash
# Rasid's API keys: one that works is kept and given what its file says now, one that is missing or withdrawn is made
# anew. And the password that Kibana logs in with, where there is a Kibana. No secret is an argument of a command,
# which every user of the machine could read.
set -euo pipefail
umask 077

ask() { # curl's arguments; on standard input, lines of curl's configuration
  curl --silent --show-error --fail-with-body --cacert "$CA" --header 'Content-Type: application/json' --config - "$@"
}

asked() { # FILE, then as ask: the answer; a refusal is told with FILE and the server's reason
  local answer
  if ! answer=$(ask "${@:2}"); then
    echo "$1: ${answer:+refused: }${answer:-no answer}" >&2
    return 1
  fi
  printf '%s' "$answer"
}

quoted() { # TEXT: as a string of JSON, and of curl's configuration
  local text=${1//\\/\\\\}
  printf '"%s"' "${text//\"/\\\"}"
}

elastic() {
  printf 'user = %s\n' "$(quoted "elastic:$ELASTIC_PASSWORD")"
}

works() { # KEY
  printf 'header = %s\n' "$(quoted "Authorization: ApiKey $1")" | ask "$URL/_security/_authenticate" >/dev/null 2>&1
}

update() { # VARIABLE KEY DESCRIPTION
  local id answer
  id=$(base64 --decode <<< "$2")
  answer=$(elastic | asked "$3" --request PUT --data "$(sed -E 's/"name": *"[^"]*",//' "$3")" "$URL/_security/api_key/${id%%:*}")
  [[ $answer != *'"updated":true'* ]] || echo "changed what the key $1 may do"
}

make() { # VARIABLE DESCRIPTION FILE
  local answer
  answer=$(elastic | asked "$2" --data "@$2" "$URL/_security/api_key")
  answer=${answer#*'"encoded":"'}
  { grep -v "^$1=" "$3" 2>/dev/null || true; echo "$1=${answer%%\"*}"; } > "$3.new"
  chmod 400 "$3.new"
  chown "$OWNER" "$3.new"
  mv "$3.new" "$3"
  echo "made the key $1"
}

key() { # VARIABLE DESCRIPTION FILE: the line VARIABLE=key in FILE
  local kept
  kept=$(grep "^$1=" "$3" 2>/dev/null || true)
  kept=${kept#*=}
  if [ -n "$kept" ] && works "$kept"; then
    update "$1" "$kept" "$2"
  else
    make "$1" "$2" "$3"
  fi
}

key RASID_WRITE_KEY "$KEYS/writing.json" "$OUT/run.env"
key RASID_SEARCH_KEY "$KEYS/searching.json" "$OUT/run.env"
key RASID_ADMIN_KEY "$KEYS/admin.json" "$OUT_ADMIN/admin.env"

if [ -n "${KIBANA_PASSWORD:-}" ]; then
  key RASID_KIBANA_KEY "$KIBANA_KEY" "$OUT_ADMIN/admin.env"
  said=$(quoted "{\"password\": $(quoted "$KIBANA_PASSWORD")}")
  { elastic; printf 'data = %s\n' "$said"; } | asked KIBANA_PASSWORD "$URL/_security/user/kibana_system/_password" >/dev/null
fi
