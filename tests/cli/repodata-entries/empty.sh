# Empty sections are a log of nothing, with a warning; no section is no repodata.
status repodata-entries --subdir s <<'EOF'
{"packages":{},"packages.conda":{}}
EOF
echo '{}' > none.json
status repodata-entries none.json
: > empty.json
status repodata-entries empty.json
status repodata-entries < /dev/null
