#pragma once
// The keys of a run of entries, with their hashes: made by workers, for whoever sorts them.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "libcore/base/result.h"
#include "libcore/vindex/index_assembler.h"

namespace tlog {

class KeyList {
 public:
  // The keys of the entry by a field (key_map.h). `number` is the entry's in the log.
  void add_keys_of(std::string_view entry, uint64_t number, std::string_view field);

  size_t size() const { return places_.size(); }
  // Gives all to `take`, which takes a KeyOfEntry and returns a Status.
  template <typename Take>
  Status for_each(const Take& take) const {
    std::string_view rest = text_;
    for (const Place& place : places_) {
      CHECK(take(KeyOfEntry{place.hash, place.entry, rest.substr(0, place.length)}));
      rest.remove_prefix(place.length);
    }
    return {};
  }

 private:
  struct Place {
    Hash hash;
    uint64_t entry;
    size_t length;
  };
  std::string text_;  // the keys, one behind the other
  std::vector<Place> places_;
};

}  // namespace tlog
