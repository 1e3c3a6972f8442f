#pragma once
// The log of an index, and where it anchors the root of the index (vindex/index_anchor.h).

#include <optional>
#include <string>

#include "libcore/base/result.h"
#include "libcore/ops/host.h"
#include "libcore/ops/inclusion_prover.h"
#include "libcore/ops/proven_tree.h"
#include "libcore/vindex/index_file.h"

namespace tlog {

// The tree, which begins with what the index covers. An index that covers more than the tree has is told of, and no
// fault. No, which was told: as open_tree(), or the log is another one by its first entries. config: the index is of
// another log. `name` is the index's file.
Answer<ProvenTree> open_index_log(const TreeRequest& request, const IndexHeader& index, const std::string& name,
                                  Host& host);

struct FoundAnchor {
  std::string entry;
  ProvenLeaf leaf;
};

struct AnchorSearch {
  std::optional<FoundAnchor> found;  // the first one of the tree
  std::string fault;                 // why that cannot be told: an object is missing or wrong; empty: it is told
};

// An anchor of this root comes behind all entries that have keys, as every index of a smaller log has another root: so
// many entries are read as came since. That there is no anchor is the word of whoever serves the log; one that is found
// is proved. malformed: the index is damaged.
Result<AnchorSearch> find_anchor(const ProvenTree& tree, const IndexView& index, Host& host);

}  // namespace tlog
