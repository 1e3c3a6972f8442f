#pragma once
// Proves that the objects which a log will be grown from are those of its signed tree.

#include <optional>
#include <string>
#include <vector>

#include "libcore/base/result.h"
#include "libcore/ops/log_check.h"
#include "libcore/store/log_reader.h"
#include "libcore/tiles/tree_edge.h"

namespace tlog {

struct ProvenEdge {
  TreeEdge edge;                     // together its rows give the root
  std::vector<std::string> entries;  // of the partial bundle; they have the hashes of the level-0 row
};

// Reads the partial tiles of every level and the partial bundle: at most eight objects, whatever the size. Nothing when
// they do not give the root: `faults` then names what is missing or wrong. An error when an object could not be read.
Result<std::optional<ProvenEdge>> prove_edge(LogReader& log, TreeSize size, const Hash& root,
                                             std::vector<ObjectFault>& faults);

}  // namespace tlog
