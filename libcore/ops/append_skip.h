#pragma once
// The part of an append that leaves out the entries which the log has already, or which came before in the same input.

#include <cstdint>
#include <string>
#include <vector>

#include "libcore/ops/entry_bundles.h"
#include "libcore/ops/known_entries.h"
#include "libcore/ops/log_edge.h"

namespace tlog {

class EntrySkipper {
 public:
  // `edge` is that of the tree in which the known entries are; new ones go on from its partial bundle.
  EntrySkipper(KnownEntries known, const ProvenEdge& edge, PutObject put);

  // In order: what is left of a block, for the tree builder.
  BundledBlock take(HashedBlock block);
  // After the last one: the entries behind the last whole bundle.
  BundledBlock rest();

  // The number in the log of each entry of the input; with its 8 bytes an entry.
  const std::vector<uint64_t>& indexes() const { return indexes_; }
  const KnownEntries& known() const { return known_; }

 private:
  Status put_bundle(BundledBlock& out);

  KnownEntries known_;
  PutObject put_;
  uint64_t tile_;  // number of the unfinished bundle
  std::string bundle_;
  std::vector<Hash> leaves_;
  std::vector<uint64_t> indexes_;
};

}  // namespace tlog
