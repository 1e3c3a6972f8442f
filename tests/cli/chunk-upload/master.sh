# Mistakes on the command line of an upload to a master. 127.0.0.1:9 is a place where nobody is.
. "$TESTS/cli/chunk-upload/common.sh"
prepare_stores
master=http://127.0.0.1:9/bucket
status chunk-upload --master=$master
status chunk-upload --master=s3://bucket one.txt
status chunk-upload --master=127.0.0.1/bucket one.txt
status chunk-upload --master="$master?x" one.txt
status chunk-upload --master=http://user:word@127.0.0.1:9/bucket one.txt
status chunk-upload --master=$master --endpoints=stores one.txt
status chunk-upload --master=$master --objects=log dir:a
status chunk-upload --master=$master --qps=3 one.txt
for option in --group=3 --over-query=2 --quorum=1 --multiplier=2; do
  status chunk-upload --master=$master $option one.txt
done
for option in --ingest=http://127.0.0.1:9 --etag-mismatch=warn --master-token=token; do
  status chunk-upload --endpoints=stores $option one.txt
done
status chunk-upload --objects=log --ingest=http://127.0.0.1:9 dir:a
status chunk-upload --master=$master --ingest-token=token one.txt
status chunk-upload --master=$master --ingest=http://127.0.0.1:9 --master-token=- --ingest-token=- one.txt
status chunk-upload --master=$master --etag-mismatch=no one.txt
status chunk-upload --master=$master --ingest=node one.txt
status chunk-upload --master=$master --ingest=http://127.0.0.1:9/?x one.txt
status chunk-upload --master=$master --master-token=missing one.txt
echo secret > token
chmod 644 token
status chunk-upload --master=$master --master-token=token one.txt
chmod 600 token
echo two words > token
status chunk-upload --master=$master --master-token=token one.txt
mkfifo pipe
status chunk-upload --master=$master --master-token=pipe one.txt
echo secret | status chunk-upload --master=$master --ingest=http://127.0.0.1:9 --ingest-token=- --retries=0 one.txt
ls spill
echo secret > token
chmod 600 token
status chunk-upload --master=http://0.0.0.0:9/bucket --master-token=token --retries=0 one.txt
