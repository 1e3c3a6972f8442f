#include "libcore/vindex/prefix_tree.h"

#include <algorithm>
#include <bit>

#include "libcore/base/assert.h"

namespace tlog {

namespace {

constexpr uint8_t kLeafPrefix = 0, kNodePrefix = 1;
constexpr size_t kHashBytes = sizeof(Hash::bytes);
constexpr size_t kMaxNodeBytes = 4 + 3 * kHashBytes;
constexpr size_t kMessagesAtOnce = 128;
constexpr size_t kMaxPending = 4096;  // most keys have one entry: they need no hash that is fed in pieces

// The kernels for many short messages are faster than the general call for one as well.
Hash hash_one(uint8_t prefix, ByteView rest) {
  Hash hash;
  sha256_many(prefix, {&rest, 1}, &hash);
  return hash;
}

uint8_t* put(uint8_t* out, ByteView bytes) { return std::copy(bytes.begin(), bytes.end(), out); }

// Writes the first `bits` bits; returns the end of what was written.
uint8_t* put_prefix(uint8_t* out, const Hash& key, unsigned bits) {
  out = put(out, ByteView(key.bytes).first((bits + 7) / 8));
  if (bits % 8 != 0) out[-1] = static_cast<uint8_t>(out[-1] & (0xff << (8 - bits % 8)));
  return out;
}

// What a leaf and a node are the hash of, behind their first byte; these return the end of what they write.
uint8_t* put_leaf(uint8_t* out, const Hash& key, const Hash& value) { return put(put(out, key.bytes), value.bytes); }

uint8_t* put_node(uint8_t* out, unsigned bits, const Hash& key, const Hash& left, const Hash& right) {
  ASSERT(bits < kKeyBits);
  out = put(out, std::array<uint8_t, 4>{0, 0, static_cast<uint8_t>(bits >> 8), static_cast<uint8_t>(bits)});
  return put(put(put_prefix(out, key, bits), left.bytes), right.bytes);
}

// Hashes many messages, none longer than kMaxNodeBytes. write(i, out) writes number i and returns its end; its hash
// goes to hashes[slot(i)].
template <typename Write, typename SlotOf>
void hash_many(uint8_t prefix, size_t count, std::vector<Hash>& hashes, Write write, SlotOf slot) {
  std::array<std::array<uint8_t, kMaxNodeBytes>, kMessagesAtOnce> bytes;
  std::array<ByteView, kMessagesAtOnce> messages;
  std::array<Hash, kMessagesAtOnce> out;
  for (size_t begin = 0; begin < count; begin += kMessagesAtOnce) {
    const size_t n = std::min(kMessagesAtOnce, count - begin);
    for (size_t i = 0; i < n; i++) messages[i] = {bytes[i].data(), write(begin + i, bytes[i].data())};
    sha256_many(prefix, std::span(messages).first(n), out.data());
    for (size_t i = 0; i < n; i++) hashes[slot(begin + i)] = out[i];
  }
}

void append_be64(Bytes& out, uint64_t number) {
  std::array<uint8_t, 8> bytes;
  for (size_t i = 0; i < bytes.size(); i++) bytes[i] = static_cast<uint8_t>(number >> (56 - 8 * i));
  out.insert(out.end(), bytes.begin(), bytes.end());
}

}  // namespace

unsigned shared_bits(const Hash& a, const Hash& b) {
  for (unsigned at = 0; at < kHashBytes; at += 8) {
    const uint64_t differ = load_be64(&a.bytes[at]) ^ load_be64(&b.bytes[at]);
    if (differ != 0) return at * 8 + static_cast<unsigned>(std::countl_zero(differ));
  }
  return kKeyBits;
}

Bytes prefix_of(const Hash& key, unsigned bits) {
  ASSERT(bits <= kKeyBits);
  Bytes prefix((bits + 7) / 8);
  if (bits > 0) put_prefix(prefix.data(), key, bits);
  return prefix;
}

Hash hash_index_value(std::span<const uint64_t> entries) {
  if (entries.empty()) return sha256({});
  Bytes numbers;
  numbers.reserve(8 * entries.size());
  for (const uint64_t entry : entries) append_be64(numbers, entry);
  return hash_one(numbers[0], ByteView(numbers).subspan(1));
}

Hash hash_index_key(std::string_view key) {
  const ByteView bytes = as_bytes(key);
  return bytes.empty() ? sha256(bytes) : hash_one(bytes[0], bytes.subspan(1));
}

// Those that begin with the same byte go together: it is what all messages of a call begin with.
void hash_index_keys(std::span<const std::string_view> keys, Hash* out) {
  std::array<size_t, 257> place{};  // where those that begin with a byte begin; later, where they end
  const auto first = [](std::string_view key) { return static_cast<uint8_t>(key[0]); };
  for (const std::string_view key : keys) place[key.empty() ? 0 : first(key) + 1]++;
  place[0] = 0;
  for (size_t byte = 1; byte < place.size(); byte++) place[byte] += place[byte - 1];
  std::vector<ByteView> rest(place.back());
  std::vector<size_t> number(place.back());
  for (size_t i = 0; i < keys.size(); i++) {
    if (keys[i].empty()) {
      out[i] = hash_index_key(keys[i]);
      continue;
    }
    const size_t at = place[first(keys[i])]++;
    rest[at] = as_bytes(keys[i]).subspan(1);
    number[at] = i;
  }
  std::vector<Hash> hashes(rest.size());
  size_t begin = 0;
  for (size_t byte = 0; byte < 256; byte++) {
    const size_t count = place[byte] - begin;
    if (count > 0) sha256_many(static_cast<uint8_t>(byte), std::span(rest).subspan(begin, count), &hashes[begin]);
    begin = place[byte];
  }
  for (size_t at = 0; at < hashes.size(); at++) out[number[at]] = hashes[at];
}

Hash hash_index_leaf(const Hash& key, const Hash& value) {
  std::array<uint8_t, 2 * kHashBytes> rest;
  return hash_one(kLeafPrefix, {rest.data(), put_leaf(rest.data(), key, value)});
}

Hash hash_index_node(unsigned bits, const Hash& key, const Hash& left, const Hash& right) {
  std::array<uint8_t, kMaxNodeBytes> rest;
  return hash_one(kNodePrefix, {rest.data(), put_node(rest.data(), bits, key, left, right)});
}

void IndexValueHasher::add(uint64_t entry) {
  append_be64(numbers_, entry);
  const size_t begin = ended_.empty() ? 0 : ended_.back().end;
  if (numbers_.size() - begin < kMaxPending) return;
  if (!long_) long_ = std::make_unique<Sha256>();
  long_->update(ByteView(numbers_).subspan(begin));
  numbers_.resize(begin);
}

void IndexValueHasher::end() {
  const size_t begin = ended_.empty() ? 0 : ended_.back().end;
  std::optional<Hash> hash;
  if (long_ || numbers_.size() == begin) {
    if (!long_) long_ = std::make_unique<Sha256>();
    long_->update(ByteView(numbers_).subspan(begin));
    hash = long_->finish();
    long_.reset();
    numbers_.resize(begin);
  }
  ended_.push_back({numbers_.size(), hash});
}

std::vector<Hash> IndexValueHasher::take() {
  // The first byte of all these messages is that of a number, and numbers are below 2^53: it is 0.
  std::vector<ByteView> messages;
  messages.reserve(ended_.size());
  size_t begin = 0;
  for (const Value& value : ended_) {
    if (!value.hash) messages.push_back(ByteView(numbers_).subspan(begin + 1, value.end - begin - 1));
    begin = value.end;
  }
  std::vector<Hash> hashes(messages.size());
  sha256_many(0, messages, hashes.data());
  std::vector<Hash> values;
  values.reserve(ended_.size());
  auto next = hashes.begin();
  for (const Value& value : ended_) values.push_back(value.hash ? *value.hash : *next++);
  ended_.clear();
  numbers_.clear();
  return values;
}

PrefixTreeFolder::Slot PrefixTreeFolder::new_slot() {
  hashes_.emplace_back();
  return hashes_.size() - 1;
}

void PrefixTreeFolder::close_last() {
  const Slot slot = new_slot();
  nodes_.push_back({slot, open_.back().bits, last_key_, open_.back().left, *last_});
  last_ = slot;
  open_.pop_back();
}

void PrefixTreeFolder::hash_leaves() {
  hash_many(
      kLeafPrefix, leaves_.size(), hashes_,
      [this](size_t i, uint8_t* out) { return put_leaf(out, leaves_[i].key, leaves_[i].value); },
      [this](size_t i) { return leaves_[i].slot; });
}

// Those first that hang on no other node that is not hashed, then those above them.
void PrefixTreeFolder::hash_nodes() {
  std::vector<unsigned> height_of(hashes_.size(), 0);
  std::vector<std::vector<const Node*>> heights;
  for (const Node& node : nodes_) {
    const unsigned height = std::max(height_of[node.left], height_of[node.right]);
    height_of[node.slot] = height + 1;
    if (heights.size() == height) heights.emplace_back();
    heights[height].push_back(&node);
  }
  for (const auto& nodes : heights) {
    hash_many(
        kNodePrefix, nodes.size(), hashes_,
        [&](size_t i, uint8_t* out) {
          const Node& node = *nodes[i];
          return put_node(out, node.bits, node.key, hashes_[node.left], hashes_[node.right]);
        },
        [&](size_t i) { return nodes[i]->slot; });
  }
}

void PrefixTreeFolder::hash_all(std::vector<Hash>& done) {
  hash_leaves();
  hash_nodes();
  for (const Node& node : nodes_) done.push_back(hashes_[node.slot]);
  std::vector<Hash> needed;
  const auto keep = [&](Slot slot) {
    needed.push_back(hashes_[slot]);
    return needed.size() - 1;
  };
  for (Open& open : open_) open.left = keep(open.left);
  if (last_) last_ = keep(*last_);
  hashes_ = std::move(needed);
  leaves_.clear();
  nodes_.clear();
}

// Opens the node where the key parts from the one before, below which everything is whole then.
void PrefixTreeFolder::part_at(const Hash& key) {
  if (last_) {
    ASSERT(last_key_ < key);
    const unsigned bits = shared_bits(last_key_, key);
    while (!open_.empty() && open_.back().bits > bits) close_last();
    open_.push_back({bits, *last_});
  }
  last_key_ = key;
}

void PrefixTreeFolder::add(const Hash& key, const Hash& value, std::vector<Hash>& done) {
  if (leaves_.size() == kKeysAtOnce) hash_all(done);
  part_at(key);
  last_ = new_slot();
  leaves_.push_back({*last_, key, value});
}

void PrefixTreeFolder::add_tree(const Hash& key, const Hash& root, std::vector<Hash>& done) {
  part_at(key);
  hash_all(done);
  last_ = new_slot();
  hashes_[*last_] = root;
}

Hash PrefixTreeFolder::finish(std::vector<Hash>& done) {
  while (!open_.empty()) close_last();
  hash_all(done);
  return last_ ? hashes_[*last_] : Hash();
}

}  // namespace tlog
