#include "libcore/vindex/index_file.h"

#include <fmt/core.h>

#include <algorithm>
#include <bit>

namespace tlog {

namespace {

constexpr uint64_t kHashBytes = sizeof(Hash::bytes);
constexpr uint64_t kOffsetBytes = 8;

Error damaged(std::string_view what) { return Error(Errc::kMalformed, fmt::format("the index is damaged: {}", what)); }

Hash hash_at(ByteView section, uint64_t number) {
  Hash hash;
  const ByteView bytes = section.subspan(number * kHashBytes, kHashBytes);
  std::copy(bytes.begin(), bytes.end(), hash.bytes.begin());
  return hash;
}

}  // namespace

IndexView::IndexView(ByteView file, IndexHeader header) : header_(std::move(header)) {
  const uint64_t nodes = header_.keys - std::min<uint64_t>(header_.keys, 1);
  ByteView rest = file.subspan(kIndexHeaderBytes);
  const auto take = [&rest](uint64_t bytes) {
    const ByteView section = rest.first(bytes);
    rest = rest.subspan(bytes);
    return section;
  };
  records_ = take(header_.record_bytes);
  keys_ = take(header_.keys * kHashBytes);
  nodes_ = take(nodes * kHashBytes);
  offsets_ = take((header_.keys + 1) * kOffsetBytes);
}

Result<IndexView> IndexView::open(ByteView file) {
  TRY(IndexHeader header, parse_index_header(file));
  const uint64_t hashes = header.keys == 0 ? 0 : 2 * header.keys - 1;
  const uint64_t wanted =
      kIndexHeaderBytes + header.record_bytes + hashes * kHashBytes + (header.keys + 1) * kOffsetBytes;
  if (file.size() != wanted) {
    return damaged(fmt::format("it has {} bytes, and its header is that of {}", file.size(), wanted));
  }
  return IndexView(file, std::move(header));
}

Hash IndexView::key(uint64_t number) const { return hash_at(keys_, number); }
Hash IndexView::node(uint64_t number) const { return hash_at(nodes_, number); }
uint64_t IndexView::offset(uint64_t number) const { return load_be64(&offsets_[number * kOffsetBytes]); }

bool IndexView::offsets_are_whole() const { return offset(0) == 0 && offset(header_.keys) == header_.record_bytes; }

Result<IndexRecord> IndexView::record(uint64_t number) const {
  const uint64_t begin = offset(number), end = offset(number + 1);
  if (begin >= end || end > records_.size()) return damaged("a record is not where it says");
  ByteView rest = records_.subspan(begin, end - begin);
  const auto length = take_varint(rest);
  if (!length || *length > kMaxIndexKeyBytes || *length >= rest.size()) return damaged("a record has no such key");
  return IndexRecord{as_text(rest.first(*length)), rest.subspan(*length)};
}

Result<std::vector<uint64_t>> IndexView::entries(const IndexRecord& record) const {
  std::vector<uint64_t> entries;
  ByteView rest = record.entries;
  while (!rest.empty()) {
    const auto distance = take_varint(rest);
    const uint64_t before = entries.empty() ? 0 : entries.back();
    const bool ascends = distance && (entries.empty() || *distance > 0);
    if (!ascends || *distance >= header_.size.value - before) return damaged("a record has no such entries");
    entries.push_back(before + *distance);
  }
  if (entries.empty()) return damaged("a record has no entries");
  return entries;
}

Result<uint64_t> IndexView::end_of_entries() const {
  uint64_t end = 0;
  for (uint64_t number = 0; number < header_.keys; number++) {
    TRY(const IndexRecord record, this->record(number));
    TRY(const auto entries, this->entries(record));
    end = std::max(end, entries.back() + 1);
  }
  return end;
}

Result<Hash> IndexView::value_of(uint64_t number) const {
  TRY(const IndexRecord record, this->record(number));
  TRY(const auto entries, this->entries(record));
  return hash_index_value(entries);
}

Result<Hash> IndexView::hash_of(const Span& span) const {
  if (span.first == span.last) {
    TRY(const Hash value, value_of(span.first));
    return hash_index_leaf(key(span.first), value);
  }
  if (span.last < span.rights + 1) return damaged("a node is missing");
  return node(span.last - 1 - span.rights);
}

// The last key of the span whose bit is 0: those below a node are sorted by the bit behind its prefix. Hashes are
// spread evenly, so that it mostly is no further from the middle than about the root of their number.
Result<uint64_t> IndexView::split(const Span& span, unsigned bit) const {
  uint64_t zero = span.first, one = span.last;
  const auto is_one = [&](uint64_t at) { return (keys_[at * kHashBytes + bit / 8] >> (7 - bit % 8) & 1) != 0; };
  const auto look = [&](uint64_t at) { (is_one(at) ? one : zero) = at; };
  if (is_one(zero) || !is_one(one)) return damaged("its keys are not sorted");
  if (const uint64_t distance = one - zero; distance > 16) {
    const uint64_t middle = zero + distance / 2, near = uint64_t{1} << (std::bit_width(distance) / 2);
    look(middle);
    look(one == middle ? middle - near : middle + near);
  }
  while (one - zero > 1) look(zero + (one - zero) / 2);
  return zero;
}

Status IndexView::end_at_leaf(const Hash& key, uint64_t number, IndexAnswer& answer) const {
  const Hash there = this->key(number);
  if (there != key) {
    TRY(const Hash value, value_of(number));
    answer.other_leaf = OtherLeaf{there, value};
    return {};
  }
  TRY(const IndexRecord record, this->record(number));
  TRY(answer.indices, entries(record));
  answer.found = true;
  return {};
}

Status IndexView::end_at_node(const Span& span, unsigned bits, IndexAnswer& answer) const {
  TRY(const uint64_t last_left, split(span, bits));
  TRY(const Hash left, hash_of({span.first, last_left, span.rights}));
  TRY(const Hash right, hash_of({last_left + 1, span.last, span.rights + 1}));
  answer.diverging = DivergingNode{bits, prefix_of(this->key(span.first), bits), left, right};
  return {};
}

// To the key's side of a node; the other side's hash goes to the path.
Result<IndexView::Span> IndexView::step(const Hash& key, const Span& span, unsigned bits, IndexAnswer& answer) const {
  TRY(const uint64_t last_left, split(span, bits));
  const Span left{span.first, last_left, span.rights}, right{last_left + 1, span.last, span.rights + 1};
  const bool goes_right = bit_of(key, bits);
  const Span& other = goes_right ? left : right;
  TRY(const Hash hash, hash_of(other));
  answer.path.push_back({bits + 1, prefix_of(this->key(other.first), bits + 1), hash});
  return goes_right ? right : left;
}

Status IndexView::walk(const Hash& key, IndexAnswer& answer) const {
  if (header_.keys == 0) return {};
  Span span{0, header_.keys - 1, 0};
  while (span.first < span.last) {
    const Hash first = this->key(span.first);
    const unsigned bits = shared_bits(first, this->key(span.last));
    if (bits == kKeyBits || answer.path.size() == kKeyBits) return damaged("its keys are not sorted");
    if (shared_bits(first, key) < bits) return end_at_node(span, bits, answer);
    TRY(span, step(key, span, bits, answer));
  }
  return end_at_leaf(key, span.first, answer);
}

Result<IndexAnswer> IndexView::lookup(const Hash& key) const {
  IndexAnswer answer;
  answer.tree_size = header_.size.value;
  CHECK(walk(key, answer));
  if (!check_answer(answer, key, header_.index_root).empty())
    return damaged("what it has for the key is not in its tree");
  return answer;
}

Status IndexScan::check_nodes() {
  for (const Hash& hash : done_) {
    if (hash != index_.node(checked_++)) return damaged("a node is not that of its keys");
  }
  done_.clear();
  return {};
}

Status IndexScan::finish() {
  const Hash root = tree_.finish(done_);
  CHECK(check_nodes());
  if (root != index_.header().index_root) return damaged("its keys do not give its root");
  return {};
}

Result<std::optional<IndexScan::Item>> IndexScan::next() {
  if (number_ == 0 && !index_.offsets_are_whole()) return damaged("its records are not all of it");
  if (number_ == index_.header().keys) {
    CHECK(finish());
    return std::optional<Item>();
  }
  TRY(const IndexRecord record, index_.record(number_));
  Item item{index_.key(number_), record.key, {}};
  TRY(item.entries, index_.entries(record));
  if (hash_index_key(item.key) != item.hash) return damaged("a key is not that of its record");
  if (number_ > 0 && !(last_ < item.hash)) return damaged("its keys are not sorted");
  tree_.add(item.hash, hash_index_value(item.entries), done_);
  CHECK(check_nodes());
  last_ = item.hash;
  number_++;
  return std::optional(std::move(item));
}

}  // namespace tlog
