# A mirror that was not there at every size has not the partial objects of all of them. A tree that it has is verified by
# those of the tree that it publishes, which are wider; and so is the growth from one to another.
log_key key
number_log 300 log
cp log/checkpoint at300
tlog-sync -q --log-key="$LOG_VKEY" --log=mirror log > made
grow() { number_lines "$2" | tail -n +"$(($1 + 1))" | tlog-append -q --log log --key key --no-trailer > grown; }
grow 300 310
grow 310 600
cp log/checkpoint at600
grow 600 1000
cp log/checkpoint at1000
tlog-sync -q --log-key="$LOG_VKEY" --log=mirror log > made
rm -r mirror/tile/1/000.p/1 mirror/tile/entries/001.p
(cd mirror && find tile | sort)
verify() { status tlog-verify log -j 1 -q --log-key="$LOG_VKEY" --checkpoint "$@"; }
grown() { status tlog-verify consistency -q --log-key="$LOG_VKEY" --log="$1" --old="$2" --new="$3"; }
verify at300 mirror
verify at600 mirror
verify at600 --range=0:1 mirror
verify at600 --since=at300 mirror
grown mirror at300 at600
grown mirror at300 at1000
echo 'one of them is bad'
flip mirror/tile/1/000.p/3 40
verify at600 mirror
verify at600 --range=0:1 mirror
grown mirror at300 at600
flip mirror/tile/1/000.p/3 40
rm mirror/tile/1/000.p/3
verify at600 mirror
grown mirror at300 at600
echo 'what is published is not told'
echo hello > mirror/checkpoint
verify at600 mirror
rm mirror/checkpoint
mkdir mirror/checkpoint
verify at600 mirror
echo 'a copy that lags behind is no liar'
number_log 100 behind
grown behind behind/checkpoint at300
