# A store that lies, chunks that are gone, and stores that do not answer are told apart, and leave nothing.
. "$TESTS/cli/chunk-fetch/common.sh"
prepare
for chunk in a/chunks/*; do echo other > "$chunk"; done
chunk-fetch --endpoints stores --concurrency 1 file.datamap
cmp file original && rm file
rm b/chunks/*
fails --concurrency 1 file.datamap
fails --dry-run --concurrency 1 file.datamap
echo '{"url":"http://127.0.0.1:1/x"}' >> stores
fails -q --retries 1 --backoff-ms 1 file.datamap 2> error
sed 's/127.0.0.1:1.*/.../' error
fails -q --retries 0 --address "$(chunks address original)" -o file 2> error
sed 's/127.0.0.1:1.*/.../' error
ls
