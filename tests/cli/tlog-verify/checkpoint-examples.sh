# Published examples. The worked one has its witness; the keys of C2SP's are not published, so its signers are strangers.
{
  printf 'conda.example/log\n2\n3jx8Gc9OEYkraPxdq8pNS/ksC011/C16F5y8xOBRUIg=\n\n'
  echo '— conda.example/log 5I4D/G0ciJqNuvTF7AN3GYHyBr8GvxTCDLepzRBGpBNRUiv0XrSVu+Dyaec8e3u6KcxUBIcK9Gvz/hsKq+46IoywaQM='
  echo '— witness.example/w g3VaswAAAABkGFDLgojMG7UXRZ2tFC8yPtRIlK2fb+4GaOmipiRSvfnAcH7U0+ClNreQjgHv40KnCX9RfFCxO22/gDWcwryiHf2WDw=='
} > worked
{
  echo "log $LOG_VKEY"
  echo 'witness w witness.example/w+83755ab3+BOpKbGPinFIKvvVQexMuxfmVR3auvr57kkIe6mkURtIs'
  echo 'quorum w'
} > policy
tlog-verify checkpoint --policy policy worked
cat > c2sp <<'END'
example.com/behind-the-sofa
20852163
CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=

— example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=
— witness.example.com/w1 jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9dlrDJsX3b2oyin1nPZqhf5nNo0xUe+mbIUBkBIfZ+qnA==
END
status tlog-verify checkpoint --policy policy c2sp
# The Go checksum database: its key is not named as its origin, which a policy cannot say either.
sed '1,/^$/d' "$VECTORS/sumdb/tessera-v1.0.0.tlog-proof" > sumdb
key=$(cat "$VECTORS/sumdb/vkey")
{ echo "log $key https://sum.golang.org"; echo 'quorum none'; } > sumdb-policy
tlog-verify checkpoint --log-key "$key" --origin 'go.sum database tree' sumdb
tlog-verify checkpoint --policy sumdb-policy --origin 'go.sum database tree' sumdb
status tlog-verify checkpoint --policy sumdb-policy sumdb
cp "$VECTORS/sumdb/entry.raw" entry
tlog-verify proof --policy sumdb-policy --origin 'go.sum database tree' --entry entry "$VECTORS/sumdb/tessera-v1.0.0.tlog-proof"
