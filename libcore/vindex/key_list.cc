#include "libcore/vindex/key_list.h"

#include "libcore/vindex/key_map.h"

namespace tlog {

void KeyList::add_keys_of(std::string_view entry, uint64_t number, std::string_view field) {
  keys_of_entry(field, entry, text_, ends_);
  entries_.resize(ends_.size(), number);
}

void KeyList::hash() {
  std::vector<std::string_view> keys(size());
  for (size_t i = 0; i < keys.size(); i++) keys[i] = key(i);
  hashes_.resize(keys.size());
  hash_index_keys(keys, hashes_.data());
}

}  // namespace tlog
