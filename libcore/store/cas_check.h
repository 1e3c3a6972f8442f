#pragma once
// Does a store compare before it swaps? Its word is not taken for it: some say yes to every write, and nothing shows it
// until two writers meet.

#include "libcore/base/result.h"
#include "libcore/store/cas_store.h"

namespace tlog {

// Whose records the checks use: nobody else's.
constexpr const char* kCasCheckOwner = "tlog-tools self-test";

// A swap that expects what is not there must be lost. Writes nothing where it is.
// config: it was won. Errors of the store.
Status check_cas_refuses(CasStore& store);

// The same by all kinds of expectations on a scratch record, which is made for it and removed: right ones must win,
// wrong ones lose, be told what is there, and change nothing.
Status check_cas(CasStore& store);

}  // namespace tlog
