#include "libcore/crypto/sha3.h"

#include <string>

#include "libcore/base/encode.h"
#include "tests/unit/testing.h"

namespace tlog {
namespace {

TEST_SUITE_BEGIN("crypto");

// The first two are of FIPS 202's examples; the others, around the block of 136 bytes, are Python's hashlib's.
TEST_CASE("sha3-256: known messages") {
  const auto hash = [](const std::string& message) { return hex_encode(sha3_256(as_bytes(message)).bytes); };
  CHECK(hash("") == "a7ffc6f8bf1ed76651c14756a061d662f580ff4de43b49fa82d80a4b80f8434a");
  CHECK(hash("abc") == "3a985da74fe225b2045c172d6bd390bd855f086e3e9d525b46bfe24511431532");
  CHECK(hash(std::string(135, 'a')) == "8094bb53c44cfb1e67b7c30447f9a1c33696d2463ecc1d9c92538913392843c9");
  CHECK(hash(std::string(136, 'a')) == "3fc5559f14db8e453a0a3091edbd2bc25e11528d81c66fa570a4efdcc2695ee1");
  CHECK(hash(std::string(1000, 'a')) == "8f3934e6f7a15698fe0f396b95d8c4440929a8fa6eae140171c068b4549fbf81");
}

TEST_SUITE_END();

}  // namespace
}  // namespace tlog
