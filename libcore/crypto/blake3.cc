#include "libcore/crypto/blake3.h"

#include <algorithm>
#include <bit>
#include <cstring>

#include "libcore/base/assert.h"
#include "libcore/base/byte_order.h"

namespace tlog {

namespace {

constexpr size_t kBlockBytes = 64;
// Chunks of which the chaining values are held at once: enough to keep wide registers busy for most parents too.
constexpr size_t kBatch = 256;

using State = std::array<uint32_t, 16>;

// The compression function, section 2.2: all sixteen words of its result, of which the first eight are the chaining
// value.
State compress(const Blake3Words& cv, const uint8_t* block, uint32_t size, uint64_t counter, uint32_t flags) {
  std::array<uint32_t, 16> m;
#pragma GCC unroll 16
  for (size_t i = 0; i < 16; i++) m[i] = load_le32(block + 4 * i);
  State v = {cv[0],
             cv[1],
             cv[2],
             cv[3],
             cv[4],
             cv[5],
             cv[6],
             cv[7],
             kBlake3Initial[0],
             kBlake3Initial[1],
             kBlake3Initial[2],
             kBlake3Initial[3],
             static_cast<uint32_t>(counter),
             static_cast<uint32_t>(counter >> 32),
             size,
             flags};
#pragma GCC unroll 7
  for (size_t round = 0; round < 7; round++) {
    const auto& schedule = kBlake3Schedule[round];
#pragma GCC unroll 8
    for (size_t i = 0; i < 8; i++) {
      uint32_t &a = v[kBlake3Mixings[i][0]], &b = v[kBlake3Mixings[i][1]];
      uint32_t &c = v[kBlake3Mixings[i][2]], &d = v[kBlake3Mixings[i][3]];
      a += b + m[schedule[2 * i]];
      d = std::rotr(d ^ a, 16);
      c += d;
      b = std::rotr(b ^ c, 12);
      a += b + m[schedule[2 * i + 1]];
      d = std::rotr(d ^ a, 8);
      c += d;
      b = std::rotr(b ^ c, 7);
    }
  }
  for (size_t i = 0; i < 8; i++) {
    v[i] ^= v[i + 8];
    v[i + 8] ^= cv[i];
  }
  return v;
}

Blake3Words chaining_value(const State& state) {
  Blake3Words out;
  std::copy_n(state.begin(), 8, out.begin());
  return out;
}

void store_le32(uint8_t* out, uint32_t word) {
  for (size_t i = 0; i < 4; i++) out[i] = static_cast<uint8_t>(word >> (8 * i));
}

void store(const Blake3Words& words, uint8_t* out) {
  for (size_t i = 0; i < 8; i++) store_le32(out + 4 * i, words[i]);
}

void portable_many(const Blake3Inputs& in, uint8_t* out) {
  const uint8_t* block = in.bytes;
  for (size_t i = 0; i < in.count; i++) {
    Blake3Words cv = in.key;
    for (size_t b = 0; b < in.blocks; b++, block += kBlockBytes) {
      const uint32_t flags = in.flags | (b == 0 ? in.first : 0) | (b + 1 == in.blocks ? in.last : 0);
      cv = chaining_value(compress(cv, block, kBlockBytes, in.counter + i * in.step, flags));
    }
    store(cv, out + 32 * i);
  }
}

constexpr std::array<const Blake3Kernel*, 3> kBestFirst = {&kBlake3Avx512, &kBlake3Avx2, &kBlake3Portable};

const Blake3Kernel* best() {
  for (const Blake3Kernel* kernel : kBestFirst) {
    if (kernel->usable()) return kernel;
  }
  return &kBlake3Portable;
}

const Blake3Kernel*& kernel_in_use() {
  static const Blake3Kernel* kernel = best();
  return kernel;
}

// With the kernel, and one by one what is left of the last row of lanes when it is too little for it.
void many(const Blake3Inputs& in, uint8_t* out) {
  const Blake3Kernel* kernel = kernel_in_use();
  const size_t rest = in.count % kernel->lanes;
  Blake3Inputs part = in;
  if (rest < kernel->worth_from) part.count -= rest;
  if (part.count > 0) kernel->many(part, out);
  if (part.count == in.count) return;
  part.bytes += part.count * kBlockBytes * in.blocks;
  part.counter += part.count * in.step;
  out += 32 * part.count;
  part.count = rest;
  portable_many(part, out);
}

// A node whose flags wait until it is known whether it is the root.
struct Node {
  Blake3Words cv;
  std::array<uint8_t, kBlockBytes> block{};
  uint32_t size = kBlockBytes;
  uint64_t counter = 0;
  uint32_t flags = 0;
};

// The last block of a chunk of at most 1024 bytes, the blocks before it compressed.
Node chunk_node(ByteView chunk, const Blake3Words& key, uint64_t counter, uint32_t flags) {
  Node node{.cv = key, .counter = counter, .flags = flags};
  uint32_t start = kChunkStart;
  for (; chunk.size() > kBlockBytes; chunk = chunk.subspan(kBlockBytes), start = 0) {
    node.cv = chaining_value(compress(node.cv, chunk.data(), kBlockBytes, counter, flags | start));
  }
  std::copy(chunk.begin(), chunk.end(), node.block.begin());
  node.size = static_cast<uint32_t>(chunk.size());
  node.flags |= start | kChunkEnd;
  return node;
}

}  // namespace

const Blake3Kernel kBlake3Portable = {"portable", [] { return true; }, 1, 0, portable_many};

Hash blake3(ByteView message) {
  Blake3 hash;
  hash.update(message);
  return hash.finish();
}

Blake3 Blake3::derive_key(std::string_view context) {
  Blake3 names(kBlake3Initial, kDeriveKeyContext);
  names.update(as_bytes(context));
  const Hash key = names.finish();
  Blake3Words words;
  for (size_t i = 0; i < 8; i++) words[i] = load_le32(key.bytes.data() + 4 * i);
  return {words, kDeriveKeyMaterial};
}

void Blake3::parents(const uint8_t* children, size_t count, uint8_t* out) const {
  many({.bytes = children,
        .count = count,
        .blocks = 1,
        .key = key_,
        .counter = 0,
        .step = 0,
        .flags = flags_ | kParent,
        .first = 0,
        .last = 0},
       out);
}

// Joins the new subtree with those of its size, as a carry goes through the bits of `chunks_`.
void Blake3::add_subtree(const uint8_t* chaining_value, uint64_t chunks) {
  std::memcpy(&subtree_[32 * subtrees_++], chaining_value, 32);
  for (uint64_t bit = chunks; (chunks_ & bit) != 0; bit <<= 1) {
    subtrees_--;
    parents(&subtree_[32 * (subtrees_ - 1)], 1, &subtree_[32 * (subtrees_ - 1)]);
  }
  chunks_ += chunks;
}

// Whole chunks behind which there is something.
void Blake3::add_chunks(const uint8_t* bytes, size_t count) {
  alignas(64) std::array<uint8_t, 32 * kBatch> values;
  while (count > 0) {
    const size_t batch = std::min(count, kBatch);
    many({.bytes = bytes,
          .count = batch,
          .blocks = kChunkBytes / kBlockBytes,
          .key = key_,
          .counter = chunks_,
          .step = 1,
          .flags = flags_,
          .first = kChunkStart,
          .last = kChunkEnd},
         values.data());
    // The largest whole subtrees that begin where we are.
    for (size_t at = 0; at < batch;) {
      size_t size = std::bit_floor(batch - at);
      if (chunks_ != 0) size = std::min<size_t>(size, uint64_t{1} << std::min(std::countr_zero(chunks_), 16));
      uint8_t* first = &values[32 * at];
      for (size_t left = size; left > 1; left /= 2) parents(first, left / 2, first);
      add_subtree(first, size);
      at += size;
    }
    bytes += batch * kChunkBytes;
    count -= batch;
  }
}

void Blake3::update(ByteView bytes) {
  if (bytes.empty()) return;
  if (last_bytes_ == kChunkBytes) {
    add_chunks(last_.data(), 1);
    last_bytes_ = 0;
  }
  if (last_bytes_ > 0) {
    const size_t n = std::min(bytes.size(), kChunkBytes - last_bytes_);
    std::memcpy(&last_[last_bytes_], bytes.data(), n);
    last_bytes_ += n;
    bytes = bytes.subspan(n);
    if (bytes.empty()) return;
    add_chunks(last_.data(), 1);
    last_bytes_ = 0;
  }
  const size_t whole = (bytes.size() - 1) / kChunkBytes;
  add_chunks(bytes.data(), whole);
  bytes = bytes.subspan(whole * kChunkBytes);
  std::memcpy(last_.data(), bytes.data(), bytes.size());
  last_bytes_ = bytes.size();
}

void Blake3::finish(std::span<uint8_t> out) const {
  Node node = chunk_node({last_.data(), last_bytes_}, key_, chunks_, flags_);
  for (size_t i = subtrees_; i-- > 0;) {
    const Blake3Words right = chaining_value(compress(node.cv, node.block.data(), node.size, node.counter, node.flags));
    node = {.cv = key_, .flags = flags_ | kParent};
    std::memcpy(node.block.data(), &subtree_[32 * i], 32);
    store(right, &node.block[32]);
  }
  for (uint64_t block = 0; !out.empty(); block++) {
    const State state = compress(node.cv, node.block.data(), node.size, block, node.flags | kRoot);
    std::array<uint8_t, kBlockBytes> bytes;
    for (size_t i = 0; i < 16; i++) store_le32(&bytes[4 * i], state[i]);
    const size_t n = std::min(out.size(), kBlockBytes);
    std::memcpy(out.data(), bytes.data(), n);
    out = out.subspan(n);
  }
}

Hash Blake3::finish() const {
  Hash hash;
  finish(hash.bytes);
  return hash;
}

std::vector<std::string_view> blake3_kernels() {
  std::vector<std::string_view> names;
  for (const Blake3Kernel* kernel : kBestFirst) {
    if (kernel->usable()) names.push_back(kernel->name);
  }
  return names;
}

std::string_view blake3_kernel() { return kernel_in_use()->name; }

bool use_blake3_kernel(std::string_view name) {
  for (const Blake3Kernel* kernel : kBestFirst) {
    if (kernel->name == name && kernel->usable()) {
      kernel_in_use() = kernel;
      return true;
    }
  }
  return false;
}

}  // namespace tlog
