#include "libcore/vindex/prefix_tree.h"

#include <algorithm>
#include <bit>

#include "libcore/base/assert.h"

namespace tlog {

namespace {

constexpr uint8_t kLeafPrefix = 0, kNodePrefix = 1;
constexpr size_t kHashBytes = sizeof(Hash::bytes);
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

void append_be64(Bytes& out, uint64_t number) {
  for (int shift = 56; shift >= 0; shift -= 8) out.push_back(static_cast<uint8_t>(number >> shift));
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
  IndexValueHasher value;
  for (const uint64_t entry : entries) value.add(entry);
  return value.finish();
}

Hash hash_index_key(std::string_view key) {
  const ByteView bytes = as_bytes(key);
  return bytes.empty() ? sha256(bytes) : hash_one(bytes[0], bytes.subspan(1));
}

Hash hash_index_leaf(const Hash& key, const Hash& value) {
  std::array<uint8_t, 2 * kHashBytes> rest;
  put(put(rest.data(), key.bytes), value.bytes);
  return hash_one(kLeafPrefix, rest);
}

Hash hash_index_node(unsigned bits, const Hash& key, const Hash& left, const Hash& right) {
  ASSERT(bits < kKeyBits);
  std::array<uint8_t, 4 + 3 * kHashBytes> rest{0, 0, static_cast<uint8_t>(bits >> 8), static_cast<uint8_t>(bits)};
  uint8_t* end = put_prefix(rest.data() + 4, key, bits);
  end = put(put(end, left.bytes), right.bytes);
  return hash_one(kNodePrefix, {rest.data(), end});
}

void IndexValueHasher::add(uint64_t entry) {
  append_be64(pending_, entry);
  if (pending_.size() < kMaxPending) return;
  if (!long_) long_ = std::make_unique<Sha256>();
  long_->update(pending_);
  pending_.clear();
}

Hash IndexValueHasher::finish() {
  Hash value;
  if (long_) {
    long_->update(pending_);
    value = long_->finish();
    long_.reset();
  } else if (pending_.empty()) {
    value = sha256({});
  } else {
    value = hash_one(pending_[0], ByteView(pending_).subspan(1));
  }
  pending_.clear();
  return value;
}

void PrefixTreeFolder::close_last(std::vector<Hash>& done) {
  last_ = hash_index_node(open_.back().bits, last_key_, open_.back().left, last_);
  done.push_back(last_);
  open_.pop_back();
}

void PrefixTreeFolder::add(const Hash& key, const Hash& value, std::vector<Hash>& done) {
  if (!empty_) {
    ASSERT(last_key_ < key);
    const unsigned bits = shared_bits(last_key_, key);
    while (!open_.empty() && open_.back().bits > bits) close_last(done);
    open_.push_back({bits, last_});
  }
  empty_ = false;
  last_key_ = key;
  last_ = hash_index_leaf(key, value);
}

Hash PrefixTreeFolder::finish(std::vector<Hash>& done) {
  while (!open_.empty()) close_last(done);
  return last_;
}

}  // namespace tlog
