# The letters of a scheme may be of either case: what looks like a URL is no path.
unset http_proxy all_proxy ALL_PROXY
for scheme in http HTTP Http; do
  status repodata-entries --retries=0 "$scheme://127.0.0.1:1/repodata.json"
  status repodata-entries --reseal "$scheme://127.0.0.1:1/entries"
done
status repodata-entries http:/127.0.0.1
