#!/usr/bin/env bash
# prepare.sh [ROOT]: what has to be there before Elasticsearch starts. A certificate authority of our own, and a
# certificate from it for Elasticsearch and for Kibana. Run again it changes nothing, unless PUBLIC_NAME has
# changed: then both certificates are made anew.
#
# Not with elasticsearch-certutil: the authorities that it made for years lack keyUsage, and Python 3.13 trusts
# no such one.
set -euo pipefail
root=${1:-/}
mkdir -p "$root"/{authority,certificates/elasticsearch,certificates/kibana,ca,snapshots}
cd "$root"

make() { # FILE WORDS…: a key and a certificate, good for ten years
  local file=$1
  shift
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 3650 \
    -keyout "$file.key" -out "$file.crt" "$@"
}

if [ ! -f authority/ca.crt ]; then
  make authority/new -subj "/CN=Rasid's own certificate authority" \
    -addext basicConstraints=critical,CA:TRUE -addext keyUsage=critical,keyCertSign,cRLSign
  mv authority/new.key authority/ca.key
  mv authority/new.crt authority/ca.crt
fi

for name in elasticsearch kibana; do
  folder=certificates/$name
  names="DNS:$name,DNS:localhost,IP:127.0.0.1${PUBLIC_NAME:+,DNS:$PUBLIC_NAME}"
  if [ "$names" != "$(cat "$folder/names" 2>/dev/null)" ]; then
    make "$folder/$name" -subj "/CN=$name" -CA authority/ca.crt -CAkey authority/ca.key \
      -addext basicConstraints=critical,CA:FALSE -addext "subjectAltName=$names" \
      -addext keyUsage=critical,digitalSignature -addext extendedKeyUsage=serverAuth,clientAuth
    echo "$names" > "$folder/names"
  fi
  chmod 640 "$folder/$name.key" # both servers run in the group of root
  install -m 644 authority/ca.crt "$folder/ca.crt"
done
install -m 644 authority/ca.crt ca/ca.crt
chmod 770 snapshots
