prepare() { folder 1600000000 1 && lock 1600000000 1; }
good() { spill-clean --root=spill --dry-run "$@"; }
unreadable() { spill-clean --root=missing; }

# A spill folder of the time $1 with the number $2, with five bytes in it, and a lock that nobody holds.
folder() { (umask 077 && mkdir -p "spill/spill_$1_$2" && printf 12345 > "spill/spill_$1_$2/data"); }
lock() { : > "spill/spill_$1_$2/.lock"; }
