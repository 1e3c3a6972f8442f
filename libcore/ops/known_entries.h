#pragma once
// The leaf hashes of a whole log, to find the entries that it has already. Memory: 32 bytes an entry for the hashes,
// and 8 to 16 for the table that finds them.

#include <deque>
#include <optional>
#include <span>
#include <vector>

#include "libcore/base/result.h"
#include "libcore/ops/host.h"
#include "libcore/ops/log_check.h"
#include "libcore/ops/log_edge.h"
#include "libcore/store/log_reader.h"

namespace tlog {

class KnownEntries {
 public:
  // Reads all level-0 tiles, and proves that they are those of the tree with this edge. Nothing when they are not:
  // `faults` names what is missing or wrong. busy: interrupted.
  static Result<std::optional<KnownEntries>> read(LogReader& log, const ProvenEdge& edge, unsigned jobs, Host& host,
                                                  std::vector<ObjectFault>& faults);

  // The number of the first entry with this leaf hash.
  std::optional<uint64_t> find(const Hash& leaf) const;
  // The next entry of the log, which has the number size().
  void add(const Hash& leaf);

  // leaves[at] and those behind it are asked for or added next. In a large table each of them is far from all others:
  // what the next ones need is fetched meanwhile, which is most of the time that they would take.
  void look_ahead(std::span<const Hash> leaves, size_t at) const;

  uint64_t size() const { return leaves_.size(); }
  const Hash& operator[](uint64_t index) const { return leaves_[index]; }

 private:
  size_t first_slot_of(const Hash& leaf) const;
  size_t slot_of(const Hash& leaf) const;
  void make_room(uint64_t entries);

  std::deque<Hash> leaves_;      // which grows without being copied
  std::vector<uint64_t> slots_;  // 1 + the number of an entry; 0: free. A power of two, at most three quarters used
};

}  // namespace tlog
