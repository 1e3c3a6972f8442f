#include "libcore/vindex/key_list.h"

#include "libcore/vindex/key_map.h"

namespace tlog {

void KeyList::add_keys_of(std::string_view entry, uint64_t number, std::string_view field) {
  thread_local std::vector<std::string> keys;
  keys.clear();
  keys_of_entry(field, entry, keys);
  for (const std::string& key : keys) {
    text_ += key;
    places_.push_back({hash_index_key(key), number, key.size()});
  }
}

}  // namespace tlog
