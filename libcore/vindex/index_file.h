#pragma once
// The file of a verifiable index: read where it is mapped, without loading it. All integers are big-endian.
//
//   header    4,096 bytes: the text below, then zero bytes
//   records   for each key: varint key length || key || varint first entry || varint distance to the next entry || ..
//   keys      32 bytes each: the SHA-256 hashes of the keys, ascending; the records are in this order
//   nodes     32 bytes each: the hashes of the nodes of the tree (prefix_tree.h), each behind those below it, what is
//             on the left first; one fewer than keys
//   offsets   uint64 each: where in `records` each record begins, and where the last one ends
//
//   tlog-tools vindex 1
//   origin conda.example/log
//   size 4                                                     of the log that it covers
//   root 3jx8Gc9OEYkraPxdq8pNS/ksC011/C16F5y8xOBRUIg=          and its root
//   map field name                                             or "map sha256 " and the hash of a map in hex
//   keys 3
//   records 19                                                 bytes
//   index 689e6d14ad1ceeb748a2489352d90399c5053b10b625f6291c4f35a9f7a3c325
//   sum XhsBHb8OcHK6UIiZyiO0LeLL6LgOKVrGK2oRNsLARLI=           SHA-256 of the lines above
//
// A varint has seven bits a byte, the lowest first, the high bit set in all but the last, and as few bytes as can be.
// The file is a function of the entries, the map and the log's origin and head alone. Where a node is: the node over
// the keys from number a to b, both included, has the number b - 1 - r, where r counts the nodes above it whose right
// side it is on.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "libcore/base/bytes.h"
#include "libcore/base/result.h"
#include "libcore/base/types.h"
#include "libcore/vindex/answer.h"
#include "libcore/vindex/prefix_tree.h"

namespace tlog {

constexpr size_t kIndexHeaderBytes = 4096;    // the origin has most of it
constexpr size_t kMaxIndexKeyBytes = 65'535;  // a key is of an entry, which is not longer

// What makes keys of entries: a field, or a program of the user's that is known by its hash.
struct IndexMap {
  std::string field;           // "filename"; empty where there is a hash
  std::optional<Hash> sha256;  // of the command
  bool operator==(const IndexMap&) const = default;
};

struct IndexHeader {
  std::string origin;
  TreeSize size;
  Hash root;
  IndexMap map;
  uint64_t keys = 0;
  uint64_t record_bytes = 0;
  Hash index_root;
};

// The text and the zero bytes behind it. config: the origin is too long for it.
Result<std::string> format_index_header(const IndexHeader& header);
// malformed: not one, byte for byte as it is written.
Result<IndexHeader> parse_index_header(ByteView bytes);

void append_varint(std::string& out, uint64_t number);
// Takes one from the front. Nothing when it is cut off, longer than need be, or above 2^53 - 1.
std::optional<uint64_t> take_varint(ByteView& bytes);

struct IndexRecord {
  std::string_view key;
  ByteView entries;  // as they are written
};

// A whole file. Nothing of it but its header is believed: an answer is handed out when it leads to the root that the
// header has the sum of.
class IndexView {
 public:
  // `file` outlives it. malformed: no such header, or another length than it says.
  static Result<IndexView> open(ByteView file);

  const IndexHeader& header() const { return header_; }
  // malformed: the file is damaged on the way to the key.
  Result<IndexAnswer> lookup(const Hash& key) const;

  // By the number of the key. malformed: not a record.
  Hash key(uint64_t number) const;
  Result<IndexRecord> record(uint64_t number) const;
  Result<std::vector<uint64_t>> entries(const IndexRecord& record) const;
  Hash node(uint64_t number) const;
  // One more than the largest number of an entry that has a key; 0: none has one. Reads all records.
  Result<uint64_t> end_of_entries() const;
  // Do the records begin and end where their section does?
  bool offsets_are_whole() const;

 private:
  // The keys [first, last] below a node or, where they are one, the leaf; `rights` counts the right turns above.
  struct Span {
    uint64_t first, last, rights;
  };
  IndexView(ByteView file, IndexHeader header);
  uint64_t offset(uint64_t number) const;
  Result<uint64_t> split(const Span& span, unsigned bit) const;
  Result<Hash> value_of(uint64_t number) const;
  Result<Hash> hash_of(const Span& span) const;
  Status walk(const Hash& key, IndexAnswer& answer) const;
  Status end_at_leaf(const Hash& key, uint64_t number, IndexAnswer& answer) const;
  Status end_at_node(const Span& span, unsigned bits, IndexAnswer& answer) const;
  Result<Span> step(const Hash& key, const Span& span, unsigned bits, IndexAnswer& answer) const;

  IndexHeader header_;
  ByteView records_, keys_, nodes_, offsets_;
};

// Reads a whole index in the order of its keys, and finds every fault: of a key that is not its record's, of an order,
// of a node, of the root.
class IndexScan {
 public:
  explicit IndexScan(const IndexView& index) : index_(index) {}

  struct Item {
    Hash hash;
    std::string_view key;
    std::vector<uint64_t> entries;
  };
  // The next key; nothing behind the last one, when everything before was found right. malformed: it was not.
  Result<std::optional<Item>> next();

 private:
  Status check_nodes();
  Status finish();

  const IndexView& index_;
  uint64_t number_ = 0, checked_ = 0;
  Hash last_;
  PrefixTreeFolder tree_;
  std::vector<Hash> done_;
};

}  // namespace tlog
