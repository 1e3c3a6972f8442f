#pragma once
// Entry lines in, the same lines and the right trailer out: for a stream that was changed on purpose (head, grep, jq).

#include "libcore/base/result.h"
#include "libcore/ops/entry_input.h"
#include "libcore/ops/host.h"

namespace tlog {

// Emits the entries of all inputs, one after the other, each line with LF, and one trailer. Trailers in the inputs are
// dropped wherever they stand and whatever they say: `input` must say so, and that none is needed. After an error there
// is none, but there may be lines. malformed: a line that no log takes. not_found, denied, io: an input. Memory: a few
// blocks of half a megabyte a thread.
Result<Verdict> reseal_entries(const EntryInput& input, Host& host);

}  // namespace tlog
