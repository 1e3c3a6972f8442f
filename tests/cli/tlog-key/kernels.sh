# Another kernel than the fastest; the words are those of the processor, but for the last three, which every one has.
export TLOG_KERNELS
TLOG_KERNELS='openssl, portable none'
tlog-key --version --verbose | tail -n 1
TLOG_KERNELS=
tlog-key --version
TLOG_KERNELS='openssl riscv'
status tlog-key --version 2>&1 | sed 's/there are .*/there are .../'
