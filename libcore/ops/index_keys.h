#pragma once
// The keys of a log's entries, from a log that is proved while it is read: every entry is hashed, and together they
// give the root of the checkpoint, or the answer is no.

#include <optional>
#include <string>

#include "libcore/base/result.h"
#include "libcore/ops/host.h"
#include "libcore/ops/proven_tree.h"
#include "libcore/store/key_sorter.h"
#include "libcore/vindex/index_file.h"

namespace tlog {

// How keys are made of an entry: by a field, or by a command of the user's.
struct KeyMapRequest {
  std::string field;  // is_key_field(); empty where there is a command
  std::optional<std::string> command;
};
// What the index says of it: of a command its SHA-256.
IndexMap index_map(const KeyMapRequest& request);

// Gives the sorter the keys of the entries from `begin` on, in any order. No: the log is not what its checkpoint says,
// which was told.
Answer<uint64_t> collect_keys(const ProvenTree& tree, uint64_t begin, const KeyMapRequest& map, unsigned jobs,
                              KeySorter& sorter, Host& host);

}  // namespace tlog
