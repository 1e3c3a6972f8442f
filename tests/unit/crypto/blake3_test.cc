#include "libcore/crypto/blake3.h"

#include <fstream>
#include <string>

#include "libcore/base/encode.h"
#include "libcore/base/number.h"
#include "libcore/text/json_scan.h"
#include "tests/unit/testing.h"

namespace tlog {
namespace {

TEST_SUITE_BEGIN("crypto");

// The input of the published vectors: 0, 1, .. 250, 0, 1, ..
Bytes pattern(size_t size) {
  Bytes out(size);
  for (size_t i = 0; i < size; i++) out[i] = static_cast<uint8_t>(i % 251);
  return out;
}

// BLAKE3 as its paper defines it, node by node from the root down, and nothing of ours: section 2.2 word by word, and
// the left subtree of a node is the largest power of two of chunks that leaves something for the right one.
namespace paper {

using Words = std::vector<uint32_t>;

const Words kIv = {0x6A09E667, 0xBB67AE85, 0x3C6EF372, 0xA54FF53A, 0x510E527F, 0x9B05688C, 0x1F83D9AB, 0x5BE0CD19};

uint32_t ror(uint32_t x, unsigned n) { return (x >> n) | (x << (32 - n)); }

Words compress(const Words& h, Words m, uint64_t t, uint32_t b, uint32_t d) {
  Words v = h;
  v.insert(v.end(), kIv.begin(), kIv.begin() + 4);
  v.insert(v.end(), {static_cast<uint32_t>(t & 0xffffffff), static_cast<uint32_t>(t >> 32), b, d});
  const auto g = [&v](size_t i, size_t j, size_t k, size_t l, uint32_t x, uint32_t y) {
    v[i] = v[i] + v[j] + x, v[l] = ror(v[l] ^ v[i], 16), v[k] = v[k] + v[l], v[j] = ror(v[j] ^ v[k], 12);
    v[i] = v[i] + v[j] + y, v[l] = ror(v[l] ^ v[i], 8), v[k] = v[k] + v[l], v[j] = ror(v[j] ^ v[k], 7);
  };
  for (int round = 0; round < 7; round++) {
    g(0, 4, 8, 12, m[0], m[1]), g(1, 5, 9, 13, m[2], m[3]), g(2, 6, 10, 14, m[4], m[5]), g(3, 7, 11, 15, m[6], m[7]);
    g(0, 5, 10, 15, m[8], m[9]), g(1, 6, 11, 12, m[10], m[11]), g(2, 7, 8, 13, m[12], m[13]);
    g(3, 4, 9, 14, m[14], m[15]);
    m = {m[2], m[6], m[3], m[10], m[7], m[0], m[4], m[13], m[1], m[11], m[12], m[5], m[9], m[14], m[15], m[8]};
  }
  for (size_t i = 0; i < 8; i++) v[i] ^= v[i + 8], v[i + 8] ^= h[i];
  return v;
}

Words node(ByteView bytes, uint64_t chunk, const Words& key, uint32_t flags, uint32_t root, uint64_t counter) {
  Words h = key;
  if (bytes.size() <= 1024) {
    size_t at = 0;
    do {
      Bytes block(bytes.begin() + static_cast<ptrdiff_t>(at),
                  bytes.begin() + static_cast<ptrdiff_t>(std::min(at + 64, bytes.size())));
      const bool last = at + 64 >= bytes.size();
      const auto size = static_cast<uint32_t>(block.size());
      block.resize(64);
      Words m;
      for (size_t i = 0; i < 64; i += 4) {
        m.push_back(block[i] | uint32_t{block[i + 1]} << 8 | uint32_t{block[i + 2]} << 16 |
                    uint32_t{block[i + 3]} << 24);
      }
      h = compress(h, m, last && root != 0 ? counter : chunk, size, flags | (at == 0 ? 1 : 0) | (last ? 2 | root : 0));
      if (!last) h.resize(8);
      at += 64;
    } while (at < bytes.size());
    return h;
  }
  size_t left = 1024;
  while (2 * left < bytes.size()) left *= 2;
  Words m = node(bytes.first(left), chunk, key, flags, 0, 0);
  m.resize(8);
  const Words right = node(bytes.subspan(left), chunk + left / 1024, key, flags, 0, 0);
  m.insert(m.end(), right.begin(), right.begin() + 8);
  return compress(key, m, counter, 64, flags | 4 | root);
}

Bytes hash(ByteView bytes, size_t size, const Words& key = kIv, uint32_t flags = 0) {
  Bytes out;
  for (uint64_t counter = 0; out.size() < size; counter++) {
    for (const uint32_t word : node(bytes, 0, key, flags, 8, counter)) {
      for (int shift = 0; shift < 32; shift += 8) out.push_back(static_cast<uint8_t>(word >> shift));
    }
  }
  out.resize(size);
  return out;
}

}  // namespace paper

Bytes finish(const Blake3& hash, size_t size) {
  Bytes out(size);
  hash.finish(out);
  return out;
}

// Runs the check with each kernel that this processor has.
template <typename Check>
void with_each_kernel(const Check& check) {
  const std::string before(blake3_kernel());
  for (const std::string_view name : blake3_kernels()) {
    CAPTURE(std::string(name));
    REQUIRE(use_blake3_kernel(name));
    check();
  }
  REQUIRE(use_blake3_kernel(before));
  CHECK_FALSE(use_blake3_kernel("no such kernel"));
}

TEST_CASE("blake3: the published vectors, 35 lengths, hash and derive-key, 131 bytes of each") {
  with_each_kernel([] {
    std::ifstream file(std::string(TLOG_TESTS_DIR) + "/vectors/blake3.jsonl");
    size_t cases = 0;
    for (std::string line; std::getline(file, line); cases++) {
      JsonScanner scan(line);
      std::string_view size;
      JsonToken hash, derived, key;
      REQUIRE(scan.enter_object());
      REQUIRE(scan.next_member(&key));
      REQUIRE(scan.read_number(&size));
      REQUIRE(scan.next_member(&key));
      REQUIRE(scan.read_string(&hash));
      REQUIRE(scan.next_member(&key));
      REQUIRE(scan.read_string(&derived));
      const Bytes input = pattern(parse_u64(size).value());
      CAPTURE(input.size());
      Blake3 plain;
      plain.update(input);
      CHECK(hex_encode(finish(plain, 131)) == hash.raw);
      CHECK(hex_encode(blake3(input).bytes) == hash.raw.substr(0, 64));
      Blake3 key_of = Blake3::derive_key("BLAKE3 2019-12-27 16:29:52 test vectors context");
      key_of.update(input);
      CHECK(hex_encode(finish(key_of, 131)) == derived.raw);
    }
    CHECK(cases == 35);
  });
}

TEST_CASE("blake3: every length around the borders of blocks, chunks and rows of lanes agrees with the paper") {
  std::vector<size_t> sizes;
  for (size_t i = 0; i <= 2 * 1024 + 65; i++) sizes.push_back(i);
  for (size_t chunks = 3; chunks <= 70; chunks++) {
    for (const size_t more : {0u, 1u, 63u, 64u, 65u, 1023u}) sizes.push_back(1024 * chunks + more);
  }
  for (const size_t chunks : {127u, 128u, 129u, 255u, 256u, 257u, 258u, 511u, 512u, 513u, 771u, 1024u, 1025u}) {
    for (const size_t more : {0u, 1u}) sizes.push_back(1024 * chunks + more);
  }
  const Bytes all = pattern(sizes.back());
  std::vector<Bytes> expected;
  for (const size_t size : sizes) expected.push_back(paper::hash(ByteView(all).first(size), 32));
  with_each_kernel([&] {
    for (size_t i = 0; i < sizes.size(); i++) {
      CAPTURE(sizes[i]);
      REQUIRE(equal(blake3(ByteView(all).first(sizes[i])).bytes, expected[i]));
    }
  });
}

TEST_CASE("blake3: however a message is cut into pieces, and also when it is asked for in between") {
  const Bytes all = pattern(1'000'003);
  const Bytes expected = paper::hash(all, 200);
  with_each_kernel([&] {
    uint32_t random = 7;
    for (const size_t most :
         {size_t{1'000'003}, size_t{300'000}, size_t{65'536}, size_t{5000}, size_t{1025}, size_t{64}}) {
      CAPTURE(most);
      Blake3 hash;
      size_t at = 0, asked = 0;
      while (at < all.size()) {
        random = random * 1664525 + 1013904223;
        const size_t n = std::min(most == 65'536 ? most : random % most + 1, all.size() - at);
        hash.update(ByteView(all).subspan(at, n));
        hash.update({});
        at += n;
        if (asked++ % 97 == 0 && at < 70'000) {
          REQUIRE(equal(finish(hash, 32), paper::hash(ByteView(all).first(at), 32)));
        }
      }
      CHECK(finish(hash, 200) == expected);
      for (const size_t size : {0u, 1u, 31u, 32u, 33u, 63u, 64u, 65u, 128u, 129u}) {
        CHECK(finish(hash, size) == Bytes(expected.begin(), expected.begin() + static_cast<ptrdiff_t>(size)));
      }
    }
  });
}

// The counter of a chunk has two words: the second is used from 4 TiB on, which no test hashes.
TEST_CASE("blake3: kernels agree on chunks whose numbers need both words of the counter") {
  const Bytes bytes = pattern(20 * 1024);
  for (const uint64_t counter : {uint64_t{0xffffffff} - 3, uint64_t{1} << 32, (uint64_t{7} << 32) + 0xfffffff8}) {
    const Blake3Inputs inputs = {.bytes = bytes.data(),
                                 .count = 20,
                                 .blocks = 16,
                                 .key = kBlake3Initial,
                                 .counter = counter,
                                 .step = 1,
                                 .flags = 0,
                                 .first = kChunkStart,
                                 .last = kChunkEnd};
    Bytes expected;
    for (uint64_t i = 0; i < 20; i++) {
      const paper::Words words = paper::node(ByteView(bytes).subspan(1024 * i, 1024), counter + i, paper::kIv, 0, 0, 0);
      for (size_t j = 0; j < 32; j++) expected.push_back(static_cast<uint8_t>(words[j / 4] >> (8 * (j % 4))));
    }
    for (const Blake3Kernel* kernel : {&kBlake3Avx512, &kBlake3Avx2, &kBlake3Portable}) {
      if (!kernel->usable()) continue;
      Bytes out(32 * 20);
      kernel->many(inputs, out.data());
      CHECK(out == expected);
    }
  }
}

TEST_SUITE_END();

}  // namespace
}  // namespace tlog
