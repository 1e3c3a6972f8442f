#pragma once
// From sorted keys to an index file with several threads: each puts parts of it together, by the first byte of the
// keys' hashes, and they are written in their order.

#include <functional>

#include "libcore/base/result.h"
#include "libcore/store/index_writer.h"
#include "libcore/store/key_sorter.h"

namespace tlog {

// Gives the writer all keys; `keys` is closed. busy: cancelled.
Status write_parts(KeySorter& keys, IndexWriter& writer, const std::function<bool()>& cancelled);

}  // namespace tlog
