#include "libcore/crypto/ed25519.h"

#include <atomic>
#include <thread>
#include <vector>

#include "libcore/base/encode.h"
#include "tests/unit/testing.h"

namespace tlog {
namespace {

TEST_SUITE_BEGIN("crypto");

Ed25519Seed seed_of(uint8_t byte) {
  Ed25519Seed seed;
  seed.bytes.fill(byte);
  return seed;
}

TEST_CASE("RFC 8032 section 7.1, test 3") {
  Ed25519Seed seed;
  const auto secret = *hex_decode("c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7");
  std::copy(secret.begin(), secret.end(), seed.bytes.begin());
  const std::string message = "\xaf\x82";
  const std::string signature =
      "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac"
      "18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a";
  CHECK(hex_encode(ed25519_sign(seed, as_bytes(message))) == signature);
  const Ed25519Signer signer(seed);
  for (int i = 0; i < 3; i++) CHECK(hex_encode(signer.sign(as_bytes(message))) == signature);
}

TEST_CASE("a key that was made ready says what one that was not says, whatever is wrong") {
  const Ed25519Seed seed = seed_of(9);
  const Ed25519PublicKey key = ed25519_public_key(seed);
  const Ed25519Verifier verifier(key);
  const std::string message = "a message";
  const Ed25519Signature good = ed25519_sign(seed, as_bytes(message));
  CHECK(verifier.verify(as_bytes(message), good));
  CHECK_FALSE(verifier.verify(as_bytes("another"), good));
  for (size_t bit = 0; bit < 8 * good.size(); bit++) {
    Ed25519Signature bad = good;
    bad[bit / 8] ^= static_cast<uint8_t>(1u << (bit % 8));
    CHECK(verifier.verify(as_bytes(message), bad) == ed25519_verify(key, as_bytes(message), bad));
    CHECK(verifier.verify(as_bytes(message), good));
  }
  CHECK_FALSE(Ed25519Verifier(ed25519_public_key(seed_of(8))).verify(as_bytes(message), good));
  // A key of small order: the identity, for which R = S = 0 would hold.
  Ed25519PublicKey weak{1};
  Ed25519Signature nothing{1};
  CHECK_FALSE(Ed25519Verifier(weak).verify(as_bytes(message), nothing));
}

TEST_CASE("ready keys are used from many threads") {
  const Ed25519Signer signer(seed_of(3));
  const Ed25519Verifier verifier(ed25519_public_key(seed_of(3)));
  std::atomic<int> held{0};
  std::vector<std::jthread> threads;
  for (int i = 0; i < 8; i++) {
    threads.emplace_back([&, i] {
      for (int n = 0; n < 20; n++) {
        const std::string message = std::to_string(i) + " " + std::to_string(n);
        held += verifier.verify(as_bytes(message), signer.sign(as_bytes(message)));
      }
    });
  }
  threads.clear();
  CHECK(held == 160);
}

TEST_SUITE_END();

}  // namespace
}  // namespace tlog
