#include "libcore/crypto/ed25519.h"

#include <cstdlib>
#include <new>

#include "libcore/crypto/sha256.h"
#include "tests/unit/testing.h"

// <openssl/crypto.h>, whose home is libcore/crypto. It must be called before OpenSSL asks for memory the first time.
extern "C" int CRYPTO_set_mem_functions(void* (*)(size_t, const char*, int), void* (*)(void*, size_t, const char*, int),
                                        void (*)(void*, const char*, int));

namespace tlog {
namespace {

constexpr uint64_t kNever = UINT64_MAX;
thread_local uint64_t asked = 0, fails_from = kNever, fails_until = kNever;  // requests for memory, by their numbers

bool refuse() {
  const uint64_t number = asked++;
  return number >= fails_from && number < fails_until;
}
void* allocate(size_t size, const char*, int) { return refuse() ? nullptr : malloc(size); }
void* reallocate(void* p, size_t size, const char*, int) { return refuse() ? nullptr : realloc(p, size); }
void release(void* p, const char*, int) { free(p); }

bool replaced = false;
// Before all initializers, some of which make keys.
__attribute__((constructor(101))) void replace() {
  replaced = CRYPTO_set_mem_functions(allocate, reallocate, release) == 1;
}

// Calls it with every request for memory failing in its turn, alone or with all behind it. It says whether its answer
// is right: that must be so whenever there is one. False where no call ended for want of memory.
template <typename Call>
bool throws_without_memory(const Call& call) {
  bool thrown = false;
  for (const bool all : {false, true}) {
    for (uint64_t number = 0;; number++) {
      asked = 0;
      fails_from = number;
      fails_until = all ? kNever : number + 1;
      bool right = true;
      try {
        right = call();
      } catch (const std::bad_alloc&) {
        thrown = true;
      }
      fails_from = fails_until = kNever;
      CAPTURE(number);
      CHECK(right);
      if (asked <= number) break;
    }
  }
  return thrown;
}

TEST_SUITE_BEGIN("crypto");

TEST_CASE("Ed25519 without memory: an exception, never another answer") {
  REQUIRE(replaced);
  Ed25519Seed seed;
  seed.bytes.fill(7);
  const Bytes message(100, 1);
  const Ed25519PublicKey key = ed25519_public_key(seed);
  const Ed25519Signature good = ed25519_sign(seed, message);
  Ed25519Signature bad = good;
  bad[3] ^= 1;
  CHECK(throws_without_memory([&] { return ed25519_public_key(seed) == key; }));
  CHECK(throws_without_memory([&] { return ed25519_sign(seed, message) == good; }));
  CHECK(throws_without_memory([&] { return ed25519_verify(key, message, good); }));
  CHECK(throws_without_memory([&] { return !ed25519_verify(key, message, bad); }));
}

TEST_CASE("SHA-256 without memory: an exception, never another answer") {
  const Bytes message(100, 1);
  const Hash hash = sha256(message);
  CHECK(throws_without_memory([&] { return sha256(message) == hash; }));
}

TEST_SUITE_END();

}  // namespace
}  // namespace tlog
