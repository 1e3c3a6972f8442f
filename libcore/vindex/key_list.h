#pragma once
// The keys of a run of entries, with their hashes: made by workers, for whoever sorts them.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "libcore/base/assert.h"
#include "libcore/base/result.h"
#include "libcore/vindex/index_assembler.h"

namespace tlog {

class KeyList {
 public:
  // The keys of the entry by a field (key_map.h). `number` is the entry's in the log.
  void add_keys_of(std::string_view entry, uint64_t number, std::string_view field);
  // After the last one: hashes all, many at a time.
  void hash();

  size_t size() const { return entries_.size(); }
  // Gives all to `take`, which takes a KeyOfEntry and returns a Status. They are hashed.
  template <typename Take>
  Status for_each(const Take& take) const {
    ASSERT(hashes_.size() == size());
    for (size_t i = 0; i < size(); i++) CHECK(take(KeyOfEntry{hashes_[i], entries_[i], key(i)}));
    return {};
  }

 private:
  std::string_view key(size_t i) const {
    const size_t begin = i == 0 ? 0 : ends_[i - 1];
    return std::string_view(text_).substr(begin, ends_[i] - begin);
  }
  std::string text_;          // the keys, one behind the other
  std::vector<size_t> ends_;  // of each in it
  std::vector<uint64_t> entries_;
  std::vector<Hash> hashes_;
};

}  // namespace tlog
