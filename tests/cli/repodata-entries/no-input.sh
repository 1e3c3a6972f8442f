# Inputs that cannot be read.
mkdir folder
status repodata-entries missing.json
status repodata-entries folder
status repodata-entries http://127.0.0.1:1/repodata.json --retries=0
status repodata-entries <&-
# URLs that name nothing, or are none of those that are read.
for url in http:// https:// http:/// 'http://?a' ftp://127.0.0.1/x file:///etc/passwd; do
  status repodata-entries "$url"
done
