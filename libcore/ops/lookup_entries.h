#pragma once
// The entries that an index has for a key, from its log.

#include <cstdint>
#include <span>
#include <string>

#include "libcore/base/result.h"
#include "libcore/ops/host.h"
#include "libcore/ops/inclusion_prover.h"
#include "libcore/ops/proven_tree.h"
#include "libcore/vindex/index_file.h"

namespace tlog {

class LookupEntries {
 public:
  // `map` says what makes the keys: where it is a field, each entry must have the key.
  LookupEntries(const ProvenTree& tree, const IndexMap& map, Host& host)
      : tree_(tree), map_(map), prover_(tree), host_(host) {}

  // Emits a `proof` record with the entry for each number, in order, or a `refused` record where the log has no such
  // entry, or the entry has not the key, which is told. The numbers ascend, and are below the size of the tree. False:
  // nobody reads on.
  Result<bool> emit(const std::string& key, std::span<const uint64_t> numbers);

  uint64_t proofs() const { return proofs_; }
  uint64_t refused() const { return refused_; }

 private:
  Result<bool> emit_group(const std::string& key, std::span<const uint64_t> numbers);
  bool emit_bundle(const std::string& key, const TileId& tile, Result<StoredObject> object,
                   std::span<const ProvenLeaf> leaves);
  bool emit_entry(const std::string& key, std::string_view entry, const ProvenLeaf& leaf);
  bool refuse(const std::string& key, uint64_t number, const std::string& reason);

  const ProvenTree& tree_;
  const IndexMap& map_;
  InclusionProver prover_;
  Host& host_;
  uint64_t proofs_ = 0, refused_ = 0;
};

}  // namespace tlog
