# What is left out and what is kept: see "Fields of one log entry" in the manual page.
. "$TESTS/cli/repodata-entries/common.sh"
repodata \
  01-timestamp-missing "$(record)" \
  02-timestamp-null "$(record '"timestamp":null,')" \
  03-timestamp-float "$(record '"timestamp":1578324546.0,')" \
  04-timestamp-negative "$(record '"timestamp":-1,')" \
  05-timestamp-text "$(record '"timestamp":"1578324546",')" \
  06-timestamp-above-64-bits "$(record '"timestamp":18446744073709551616,')" \
  07-timestamp "$(record '"timestamp":1578324546,')" \
  08-integers-above-2-53 "$(record '"timestamp":9007199254740993,' ',"size":18446744073709551615')" \
  09-arrays "$(record '"depends":["z","a",1,null,["x"]],"constrains":[null],')" \
  10-no-arrays "$(record '"depends":"z","constrains":{},')" \
  11-texts "$(record '"license":"","license_family":null,"md5":5,')" \
  12-other-fields "$(record '"noarch":"generic","track_features":"x","attestation_sha256":"y","app":{"a":[]},')" \
  13-own-subdir "$(record '"subdir":"noarch",')" > in.json
repodata-entries in.json
