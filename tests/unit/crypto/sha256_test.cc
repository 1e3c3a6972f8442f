#include "libcore/crypto/sha256.h"

#include <doctest/doctest.h>

#include <string>

#include "libcore/base/encode.h"
#include "libcore/crypto/sha256_kernel.h"
#include "libcore/crypto/sha256_shani.h"

using namespace std::string_literals;

namespace tlog {
namespace {

TEST_SUITE_BEGIN("crypto");

Hash oracle(uint8_t prefix, ByteView message) {
  Bytes all = {prefix};
  all.insert(all.end(), message.begin(), message.end());
  return sha256(all);
}

// Messages of every length around the block borders, in an order that makes lanes end at different times.
std::vector<Bytes> messages() {
  std::vector<Bytes> out;
  uint32_t random = 1;
  for (size_t i = 0; i < 700; i++) {
    const size_t size = (i * 181) % 331;
    Bytes bytes(size);
    for (uint8_t& byte : bytes) byte = static_cast<uint8_t>((random = random * 1664525 + 1013904223) >> 24);
    out.push_back(bytes);
  }
  out.push_back(Bytes(65535, 0x5a));
  return out;
}

using Many = void (*)(uint8_t, const ByteView*, size_t, Hash*);

void check_kernel(Many many) {
  const std::vector<Bytes> bytes = messages();
  const std::vector<ByteView> views(bytes.begin(), bytes.end());
  for (size_t count : {size_t{0}, size_t{1}, size_t{7}, size_t{8}, size_t{15}, size_t{16}, size_t{17}, views.size()}) {
    std::vector<Hash> out(count + 1);
    many(1, views.data(), count, out.data());
    for (size_t i = 0; i < count; i++) REQUIRE(out[i] == oracle(1, views[i]));
    CHECK(out[count] == Hash{});  // nothing behind the end is touched
  }
}

TEST_CASE("published values") {
  CHECK(hex_encode(sha256({}).bytes) == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  CHECK(hex_encode(sha256(as_bytes("abc")).bytes) ==
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

TEST_CASE("every kernel of this processor agrees with OpenSSL") {
  const std::string before(sha256_kernel());
  for (std::string_view name : sha256_kernels()) {
    CAPTURE(std::string(name));
    REQUIRE(use_sha256_kernel(name));
    check_kernel([](uint8_t prefix, const ByteView* views, size_t count, Hash* out) {
      sha256_many(prefix, {views, count}, out);
    });
    std::vector<Hash> hashes(512);
    for (size_t i = 0; i < hashes.size(); i++) hashes[i] = sha256(Bytes(i, 7));
    std::vector<Hash> parents(256);
    for (size_t i = 0; i < 256; i++) parents[i] = oracle(1, {hashes[2 * i].bytes.data(), 64});
    sha256_pairs(1, hashes.data(), 256, hashes.data());  // in place
    hashes.resize(256);
    CHECK(hashes == parents);
  }
  CHECK(use_sha256_kernel(before));
  CHECK_FALSE(use_sha256_kernel("no such kernel"));
}

TEST_CASE(
    "every kernel agrees with OpenSSL on every length up to 1,000, alone and beside others, and on random batches") {
  Bytes text(3000);
  uint32_t random = 7;
  const auto next = [&random] { return (random = random * 1664525 + 1013904223) >> 8; };
  for (uint8_t& byte : text) byte = static_cast<uint8_t>(next());
  std::vector<ByteView> views;
  std::vector<Hash> right;
  for (size_t size = 0; size <= 1000; size++) {
    views.push_back(ByteView(text).subspan(size, size));  // at all alignments
    right.push_back(oracle(0, views.back()));
  }
  const std::string before(sha256_kernel());
  for (const std::string_view name : sha256_kernels()) {
    CAPTURE(std::string(name));
    REQUIRE(use_sha256_kernel(name));
    std::vector<Hash> out(views.size());
    for (size_t i = 0; i < views.size(); i++) sha256_many(0, {&views[i], 1}, &out[i]);
    CHECK(out == right);
    out.assign(views.size(), Hash());
    sha256_many(0, views, out.data());
    CHECK(out == right);
    for (int round = 0; round < 300; round++) {
      std::vector<ByteView> batch(next() % 40);
      std::vector<Hash> expected;
      const uint32_t longest = round % 2 == 0 ? 1001 : 1 + next() % 140;
      for (ByteView& view : batch) {
        const size_t size = next() % longest;
        view = views[size];
        expected.push_back(right[size]);
      }
      out.assign(batch.size(), Hash());
      sha256_many(0, batch, out.data());
      REQUIRE(out == expected);
    }
  }
  REQUIRE(use_sha256_kernel(before));
}

#if defined(__x86_64__)

// The three instructions, word by word as the processor's manual gives them.
struct Described {
  struct Words {
    uint32_t at[4];
  };
  static Words words(__m128i x) {
    Words w;
    _mm_storeu_si128(reinterpret_cast<__m128i*>(w.at), x);
    return w;
  }
  static __m128i pack(const Words& w) { return _mm_loadu_si128(reinterpret_cast<const __m128i*>(w.at)); }
  static uint32_t ror(uint32_t x, unsigned n) { return (x >> n) | (x << (32 - n)); }
  static uint32_t small0(uint32_t x) { return ror(x, 7) ^ ror(x, 18) ^ (x >> 3); }
  static uint32_t small1(uint32_t x) { return ror(x, 17) ^ ror(x, 19) ^ (x >> 10); }

  static __m128i msg1(__m128i a, __m128i b) {
    const Words w = words(a), v = words(b);
    return pack(
        {{w.at[0] + small0(w.at[1]), w.at[1] + small0(w.at[2]), w.at[2] + small0(w.at[3]), w.at[3] + small0(v.at[0])}});
  }
  static __m128i msg2(__m128i a, __m128i b) {
    const Words w = words(a), v = words(b);
    const uint32_t w16 = w.at[0] + small1(v.at[2]), w17 = w.at[1] + small1(v.at[3]);
    return pack({{w16, w17, w.at[2] + small1(w16), w.at[3] + small1(w17)}});
  }
  static __m128i rounds2(__m128i cdgh, __m128i abef, __m128i wk) {
    const Words x = words(abef), y = words(cdgh), k = words(wk);
    uint32_t a = x.at[3], b = x.at[2], e = x.at[1], f = x.at[0], c = y.at[3], d = y.at[2], g = y.at[1], h = y.at[0];
    for (size_t i = 0; i < 2; i++) {
      const uint32_t t1 = h + (ror(e, 6) ^ ror(e, 11) ^ ror(e, 25)) + ((e & f) ^ (~e & g)) + k.at[i];
      const uint32_t t2 = (ror(a, 2) ^ ror(a, 13) ^ ror(a, 22)) + ((a & b) ^ (a & c) ^ (b & c));
      h = g, g = f, f = e, e = d + t1, d = c, c = b, b = a, a = t1 + t2;
    }
    return pack({{f, e, b, a}});
  }
};

__attribute__((target("sha,ssse3,sse4.1"))) void described_many(uint8_t prefix, const ByteView* views, size_t count,
                                                                Hash* out) {
  sha256_shani_many<Described, 4>(prefix, views, count, out);
}

TEST_CASE("the SHA instruction kernel, with the instructions as described") {
  if (__builtin_cpu_supports("sse4.1")) check_kernel(described_many);
}

#endif

TEST_SUITE_END();

}  // namespace
}  // namespace tlog
