# Inputs that cannot be read.
mkdir folder
status repodata-entries missing.json
status repodata-entries folder
status repodata-entries http://127.0.0.1:1/repodata.json --retries=0
status repodata-entries <&-
