# Witnesses that cannot be asked: without a URL, and with one that is for something else.
. "$TESTS/cli/tlog-publish/common.sh"
prepare
policy 3 1 | sed 's, https://w1.example/,,; s,https://w2.example/,bastion://w2.example,; s,https://w3.example/,http://127.0.0.1:1/,' > policy
status publish
