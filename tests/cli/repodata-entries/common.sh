# The cases of repodata-entries use these, too.

prepare() { example > example.json; }
good() { repodata-entries --subdir linux-64 "$@" example.json; }
unreadable() { repodata-entries missing.json; }

# The worked example: two packages, and more than an entry takes.
example() {
  cat <<'EOF'
{"info":{},
 "packages":{"zlib-1.2.13-h166bdaf_4.tar.bz2":{"build":"h166bdaf_4","build_number":4,"depends":["libgcc-ng >=12"],
  "license":"Zlib","md5":"4b11e365c0275b808be78b30f904e295","name":"zlib",
  "sha256":"282ce274ebe6da1fbd52efbb61bd5a93dec0365b14d64566e6819d1691b75300","size":94099,"subdir":"linux-64",
  "timestamp":1665996421000,"version":"1.2.13"}},
 "packages.conda":{"tzdata-2024a-h0c530f3_0.conda":{"build":"h0c530f3_0","build_number":0,"constrains":[],"depends":[],
  "license":"LicenseRef-Public-Domain","license_family":null,"md5":"161081fc7cec0bfda0d86d7cb595f8d8","name":"tzdata",
  "noarch":"generic","sha256":"7b2b69c54ec62a243eb6fba2391b5e443421608c3ae5dbff938ad33ca8db5122","size":119815,
  "subdir":"noarch","timestamp":1706886945123,"version":"2024a"}},
 "removed":["old-1.0-0.tar.bz2"]}
EOF
}

# A record that makes an entry: $1 is put in front of it, $2 behind it, where it wins.
record() {
  printf '{%s"build":"b","build_number":1,"name":"n","sha256":"%064d","size":2,"version":"v"%s}' "${1-}" 7 "${2-}"
}

# Repodata of linux-64 with these packages, as pairs of a filename and a record, in the section `packages`.
repodata() {
  printf '{"info":{"subdir":"linux-64"},"packages":{'
  while [ $# -gt 0 ]; do
    printf '"%s":%s' "$1" "$2"
    shift 2
    [ $# = 0 ] || printf ','
  done
  printf '}}\n'
}

# The filenames of entry lines.
filenames() { sed -n 's/.*"filename":"\([^"]*\)".*/\1/p'; }
