# Swaps from lines: each is won or lost on its own and follows those before it; what is no swap is told apart.
export TLOG_STORE=sqlite:roots.db
root-cas init > /dev/null
cas() {
  code=0
  root-cas batch "$@" > out || code=$?
  sed 's/"updated_at":[0-9]*/"updated_at":1/' out
  echo "status $code"
}
cas << 'END'
{"owner":"alice","bucket":"photos","expect_absent":true,"new":"A","other":[1]}
{"owner":"alice","bucket":"photos","expect":"A","new":"B"}
{"owner":"alice","bucket":"photos","expect_version":2,"new":"C"}
{"owner":"alice","bucket":"photos","expect":"C","new":"C"}
{"owner":"alice","bucket":"photos","expect":"B","new":"C"}
{"owner":"bob","bucket":"mail","expect_absent":true,"new":"A"}
{"owner":"bob","bucket":"mail","expect":"A","remove":true}
END
cas << 'END'
{"owner":"alice","bucket":"photos","expect":"B","new":"D"}
{"owner":"alice","bucket":"photos","expect":"C","new":"D"}
{"owner":"alice","bucket":"mail","expect":"C","new":"D"}
END
cat > rejects << 'END'
{"owner":"alice","bucket":"photos","new":"E"}
{"owner":"alice","bucket":"photos","expect":"D"}
{"owner":"alice","bucket":"photos","expect":"D","remove":false}
{"owner":"alice","bucket":"photos","expect":"D","new":"E","remove":true}
{"owner":"alice","bucket":"photos","expect":"D","expect_absent":true,"new":"E"}
{"owner":"alice","bucket":"photos","expect":null,"new":"E"}
{"owner":"alice","bucket":"photos","expect_version":"4","new":"E"}
{"owner":"alice","bucket":"photos","expect_version":-1,"new":"E"}
{"owner":"alice","bucket":"photos","expect_absent":"yes","new":"E"}
{"owner":"alice","bucket":"photos","expect":"D","new":""}
{"owner":"alice","bucket":"photos","expect":"D","new":"a b"}
{"owner":"alice","bucket":"photos","expect":"D","new":"a\u0000b"}
{"owner":"alice","bucket":"","expect":"D","new":"E"}
{"bucket":"photos","expect":"D","new":"E"}
{"owner":"alice\u0000","bucket":"photos","expect":"D","new":"E"}
{"owner":"alice","owner":"alice","bucket":"photos","expect":"D","new":"E"}
["alice"]

{"owner":"alice","bucket":"photos","expect":"D","new":"E"}
END
cas rejects
cas /dev/null
# Records of others are left out; when they are cut off it is told.
printf '%s\n' '{"type":"root","owner":"alice"}' '{"owner":"alice","bucket":"photos","expect":"E","new":"F"}' > records
cas records
cas --partial records
echo '{"type":"summary","tool":"other","version":"1"}' >> records
cas records
