# Mistakes on the command line, in the environment and in the records.
. "$TESTS/cli/chunk-upload/common.sh"
prepare
for target in store dir: ftp://host/x http:///x 'http://host/x?y' s3:// s3://b s3://B-ad/x s3://bucket/a//b \
  's3://bucket/a b' s3://bucket/../x s3://-bad/x s3://bad..name/x; do
  AWS_ACCESS_KEY_ID=a AWS_SECRET_ACCESS_KEY=b status chunk-upload --objects=log "$target"
done
status chunk-upload --objects=log s3://bucket/x
AWS_ACCESS_KEY_ID='a b' AWS_SECRET_ACCESS_KEY=b status chunk-upload --objects=log s3://bucket/x
export AWS_ACCESS_KEY_ID=a AWS_SECRET_ACCESS_KEY=b
AWS_REGION='a/b' status chunk-upload --objects=log s3://bucket/x
AWS_ENDPOINT_URL=nowhere status chunk-upload --objects=log s3://bucket/x
status chunk-upload --objects=log --endpoint=http://localhost/path s3://bucket/x
status chunk-upload --objects=log --qps=0 dir:store
status chunk-upload --objects=log --verify=all dir:store
status chunk-upload --objects=log
records() { printf '%s\n' "$@" '{"type":"summary","tool":"tlog-import","version":"0"}' > records; }
for record in 'hello' '{"type":"object","key":"tile/0/000"}' '{"type":"object","key":"../x","path":"log/../x"}' \
  '{"type":"object","key":".tlog/lock","path":"log/.tlog/lock"}' '{"type":"object","key":"tile/0/000","path":"log/tile/0/001"}' \
  '{"type":"object","key":"tile/0/000","path":"/tile/0/000"}'; do
  records "$record"
  status chunk-upload --objects=records dir:store
done
records '{"type":"object","key":"tile/0/000","path":"log/tile/0/000"}' \
  '{"type":"object","key":"tile/0/000","path":"gol/tile/0/000"}'
status chunk-upload --objects=records dir:store
echo '{"type":"object","key":"tile/0/000","path":"log/tile/0/000"}' > records
status chunk-upload --objects=records dir:store
chunk-upload --objects=records --partial --quiet dir:store
ls store
cp key precious
status chunk-upload --objects=log --journal=precious dir:store
cmp key precious
mkdir empty
status chunk-upload --objects=empty dir:store
ls -A empty
