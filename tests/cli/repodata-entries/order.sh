# Both orders: packages.conda first on an equal filename, or altogether. Filenames by their bytes.
. "$TESTS/cli/repodata-entries/common.sh"
cat > in.json <<EOF
{"info":{"subdir":"s"},
 "packages":{"b":$(record),"a":$(record '"license":"second",'),"a-10":$(record),"a-9":$(record),"é":$(record),"Z":$(record)},
 "packages.conda":{"d":$(record),"a":$(record '"license":"first",')}}
EOF
for order in filename siglog; do
  echo "$order"
  repodata-entries --order "$order" --no-trailer in.json | sed 's/.*"filename":"\([^"]*\)"\(,"license":"\([^"]*\)"\)\{0,1\}.*/\1 \3/'
done
status repodata-entries --order name in.json
