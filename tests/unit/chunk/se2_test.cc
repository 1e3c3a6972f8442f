// The values come from the self_encryption crate 0.35.0 and an independent model of it, which agreed.

#include "libcore/chunk/se2.h"

#include "libcore/base/encode.h"
#include "libcore/chunk/address.h"
#include "libcore/compress/brotli.h"
#include "libcore/crypto/blake3.h"
#include "tests/unit/testing.h"

namespace tlog {
namespace {

TEST_SUITE_BEGIN("chunk");

Se2Keys keys_of_a() { return se2_keys({blake3(as_bytes("a")), blake3(as_bytes("c")), blake3(as_bytes("b"))}, 0, 0); }

TEST_CASE("se2: keys and bytes of the first of the three pieces of abc") {
  const Se2Keys keys = keys_of_a();
  CHECK(hex_encode(keys.pad) ==
        "c231b6c302ece06d97493032af693badd09e6acad6894172b49a721db9e4c27affffe8fe714939779fe94f339bd8d330c3be3b37");
  CHECK(hex_encode(keys.key) == "08d83cb2563d3a19464324672d275cd2e193610a519b66a990bddc73bca7602d");
  CHECK(hex_encode(keys.nonce) == "98362fb5b0146de7f8e716d4");
  Bytes bytes = brotli_compress(as_bytes("a"));
  CHECK(hex_encode(bytes) == "0b00806103");
  chacha20_poly1305_seal(keys.key, keys.nonce, bytes);
  CHECK(hex_encode(bytes) == "3139e6b48f820a4543e0b2b37315318d67b90f51d2");
  const Bytes stored = se2_seal(as_bytes("a"), keys);
  CHECK(hex_encode(stored) == "f30850778d6eea28d4a98281dc7c0a20b727659b04");
  CHECK(hex_encode(address_of(stored)) == "32af05d19c6eb43fe9aa2fd3db6b538ed85087c1885e619895fd877e1c8949ce");
}

TEST_CASE("se2: which neighbours") {
  const auto pair = [](uint64_t piece, uint64_t pieces) {
    const Se2Neighbours n = se2_neighbours(piece, pieces);
    return std::pair(n.first, n.second);
  };
  CHECK(pair(0, 3) == std::pair<uint64_t, uint64_t>(2, 1));
  CHECK(pair(1, 3) == std::pair<uint64_t, uint64_t>(0, 2));
  CHECK(pair(2, 3) == std::pair<uint64_t, uint64_t>(1, 0));
  CHECK(pair(0, 9) == std::pair<uint64_t, uint64_t>(8, 7));
  CHECK(pair(1, 9) == std::pair<uint64_t, uint64_t>(0, 8));
  CHECK(pair(8, 9) == std::pair<uint64_t, uint64_t>(7, 6));
}

TEST_CASE("se2: every bit of a chunk and every part of its key matters") {
  const Bytes plain(1000, 'x');
  const Se2Sources sources = {blake3(as_bytes("1")), blake3(as_bytes("2")), blake3(as_bytes("3"))};
  const Se2Keys keys = se2_keys(sources, 5, 1);
  const Bytes stored = se2_seal(plain, keys);
  const auto opened = se2_open(stored, keys, plain.size());
  REQUIRE(opened);
  CHECK(*opened == plain);
  const std::string wrong = "it was not encrypted with the keys of the data map";
  for (size_t bit = 0; bit < 8 * stored.size(); bit++) {
    Bytes flipped = stored;
    flipped[bit / 8] = static_cast<uint8_t>(flipped[bit / 8] ^ (1u << (bit % 8)));
    REQUIRE(testing::reason(se2_open(flipped, keys, plain.size())) == wrong);
  }
  for (size_t size = 0; size < stored.size(); size++) {
    REQUIRE(testing::reason(se2_open(Bytes(stored.begin(), stored.begin() + static_cast<ptrdiff_t>(size)), keys,
                                     plain.size())) == wrong);
  }
  CHECK(testing::reason(se2_open(stored, se2_keys(sources, 5, 0), plain.size())) == wrong);
  CHECK(testing::reason(se2_open(stored, se2_keys(sources, 4, 1), plain.size())) == wrong);
  CHECK(testing::reason(se2_open(stored, se2_keys({sources[0], sources[2], sources[1]}, 5, 1), plain.size())) == wrong);
  CHECK(testing::reason(se2_open(stored, keys, 999)) == "damaged brotli data: more comes out than there should");
  CHECK(testing::reason(se2_open(stored, keys, 1001)) == "damaged brotli data: less comes out than there should");
}

TEST_CASE("se2: nothing of the file is seen in its chunks") {
  const std::string secret = "a line that must not be seen\n";
  std::string text;
  while (text.size() < 5000) text += secret;
  const Bytes stored = se2_seal(as_bytes(text), keys_of_a());
  CHECK(as_text(stored).find(secret.substr(0, 8)) == std::string_view::npos);
}

TEST_SUITE_END();

}  // namespace
}  // namespace tlog
