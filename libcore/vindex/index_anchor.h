#pragma once
// The entry of a log that anchors the root of an index of that log, so that a checkpoint commits to it. Its keys are
// sorted and it has no blanks; whatever differs from that by a byte is no such entry:
//
//   {"field":"name","root":"689e6d14ad1ceeb748a2489352d90399c5053b10b625f6291c4f35a9f7a3c325","tree_size":4,
//    "type":"vindex-root"}                                    (on one line)
//
// In place of `field` a map of the user's has `map_sha256_hex`. `tree_size` says how many entries the index covers: the
// anchor itself comes behind them.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "libcore/base/types.h"
#include "libcore/vindex/index_file.h"

namespace tlog {

struct IndexAnchor {
  IndexMap map;
  Hash root;
  uint64_t tree_size = 0;
  bool operator==(const IndexAnchor&) const = default;
};

std::string format_index_anchor(const IndexAnchor& anchor);
// Nothing when the entry is no anchor as it is written, byte for byte.
std::optional<IndexAnchor> parse_index_anchor(std::string_view entry);

}  // namespace tlog
