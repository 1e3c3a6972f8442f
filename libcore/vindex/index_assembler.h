#pragma once
// Makes the sections of an index file (index_file.h) from keys that come sorted, with memory for one path of
// the tree and kKeysAtOnce keys. Whoever uses it takes the bytes away as they come.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "libcore/base/types.h"
#include "libcore/vindex/prefix_tree.h"

namespace tlog {

// A key of one entry. They are sorted by the key's hash and then by the entry.
struct KeyOfEntry {
  Hash hash;
  uint64_t entry = 0;
  std::string_view key;
};
inline bool operator<(const KeyOfEntry& a, const KeyOfEntry& b) {
  return a.hash != b.hash ? a.hash < b.hash : a.entry < b.entry;
}

struct IndexSections {
  std::string records, keys, nodes, offsets;
};

// All keys with some first bits, put together by themselves: by an assembler that got no others.
struct IndexPart {
  IndexSections sections;  // offsets begin with 0, and lack the end of the last record
  uint64_t keys = 0, record_bytes = 0;
  Hash key, root;  // one of the keys, and their tree
};

class IndexAssembler {
 public:
  // Not below the one before; what is equal to it is left out.
  void add(const KeyOfEntry& item);
  // All keys with some first bits, which are above the last one. `part` came from finish_part().
  void add_part(IndexPart part);
  // After the last one, instead of finish().
  IndexPart finish_part();
  // After the last one: the root.
  Hash finish();

  uint64_t keys() const { return keys_; }
  uint64_t record_bytes() const { return record_bytes_; }
  // What came since they were last cleared.
  IndexSections& sections() { return sections_; }

 private:
  void begin(const KeyOfEntry& item);
  void end();
  void end_all();
  void put_values();
  void put_nodes();
  Hash finish_tree();
  void put_number(uint64_t number);

  IndexSections sections_;
  uint64_t keys_ = 0, record_bytes_ = 0;
  bool open_ = false;  // a key is there whose entries may go on
  Hash hash_;
  uint64_t last_entry_ = 0;
  std::vector<Hash> ended_;  // keys that are not in the tree yet
  IndexValueHasher values_;  // theirs
  PrefixTreeFolder tree_;
  std::vector<Hash> done_;
};

}  // namespace tlog
