#include "libcore/crypto/chacha20_poly1305.h"

#include "libcore/base/encode.h"
#include "tests/unit/testing.h"

namespace tlog {
namespace {

TEST_SUITE_BEGIN("crypto");

// Computed with a Python package and with a stub of RFC 8439, for the same piece as in se2_test.cc; here the cipher
// alone.
TEST_CASE("chacha20-poly1305: a known message") {
  ChachaKey key;
  ChachaNonce nonce;
  const Bytes key_bytes = *hex_decode("08d83cb2563d3a19464324672d275cd2e193610a519b66a990bddc73bca7602d");
  const Bytes nonce_bytes = *hex_decode("98362fb5b0146de7f8e716d4");
  std::copy(key_bytes.begin(), key_bytes.end(), key.begin());
  std::copy(nonce_bytes.begin(), nonce_bytes.end(), nonce.begin());
  Bytes message = *hex_decode("0b00806103");
  chacha20_poly1305_seal(key, nonce, message);
  CHECK(hex_encode(message) == "3139e6b48f820a4543e0b2b37315318d67b90f51d2");
  REQUIRE(chacha20_poly1305_open(key, nonce, message));
  CHECK(hex_encode(message) == "0b00806103");
}

TEST_CASE("chacha20-poly1305: what is sealed is opened, what was changed is not") {
  const ChachaKey key = {1, 2, 3};
  const ChachaNonce nonce = {4, 5, 6};
  for (size_t size = 0; size < 200; size++) {
    const Bytes plain(size, static_cast<uint8_t>(size));
    Bytes sealed = plain;
    chacha20_poly1305_seal(key, nonce, sealed);
    REQUIRE(sealed.size() == size + kPoly1305TagBytes);
    for (size_t i = 0; i < sealed.size(); i++) {
      Bytes changed = sealed;
      changed[i] = static_cast<uint8_t>(changed[i] ^ 0x80);
      REQUIRE_FALSE(chacha20_poly1305_open(key, nonce, changed));
    }
    Bytes cut(sealed.begin(), sealed.end() - 1);
    REQUIRE_FALSE(chacha20_poly1305_open(key, nonce, cut));
    REQUIRE(chacha20_poly1305_open(key, nonce, sealed));
    REQUIRE(sealed == plain);
  }
  Bytes nothing;
  CHECK_FALSE(chacha20_poly1305_open(key, nonce, nothing));
}

TEST_SUITE_END();

}  // namespace
}  // namespace tlog
