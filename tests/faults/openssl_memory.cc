// Calls the functions below a signature with each of OpenSSL's requests for memory failing in its turn: the answer is
// an exception or the right one, never another. A program of its own: only where no other library has had memory from
// OpenSSL before may its functions be replaced.
#include <cstdio>
#include <cstdlib>
#include <new>

#include "libcore/crypto/ed25519.h"
#include "libcore/crypto/sha256.h"

// <openssl/crypto.h>, whose home is libcore/crypto. It must be called before OpenSSL asks for memory the first time.
extern "C" int CRYPTO_set_mem_functions(void* (*)(size_t, const char*, int), void* (*)(void*, size_t, const char*, int),
                                        void (*)(void*, const char*, int));

namespace {

constexpr uint64_t kNever = UINT64_MAX;
uint64_t asked = 0, fails_from = kNever, fails_until = kNever;  // requests for memory, by their numbers

bool refuse() {
  const uint64_t number = asked++;
  return number >= fails_from && number < fails_until;
}
void* allocate(size_t size, const char*, int) { return refuse() ? nullptr : std::malloc(size); }
void* reallocate(void* p, size_t size, const char*, int) { return refuse() ? nullptr : std::realloc(p, size); }
void release(void* p, const char*, int) { std::free(p); }

bool right(const char* what, bool answer, uint64_t number) {
  if (!answer)
    std::printf("%s: another answer where request %llu failed\n", what, static_cast<unsigned long long>(number));
  return answer;
}

// Each request fails, alone or with all behind it. call() says whether its answer is right. False where it was not, or
// where no call ended for want of memory.
template <typename Call>
bool throws_without_memory(const char* what, const Call& call) {
  uint64_t thrown = 0, made = 0;
  for (const bool all : {false, true}) {
    for (uint64_t number = 0;; number++) {
      asked = 0;
      fails_from = number;
      fails_until = all ? kNever : number + 1;
      bool answer = true;
      try {
        answer = call();
      } catch (const std::bad_alloc&) {
        thrown++;
      }
      fails_from = fails_until = kNever;
      if (!right(what, answer, number)) return false;
      made++;
      if (asked <= number) break;
    }
  }
  std::printf("%s: %llu of %llu calls ended for want of memory\n", what, static_cast<unsigned long long>(thrown),
              static_cast<unsigned long long>(made));
  return thrown > 0;
}

}  // namespace

int main() {
  if (CRYPTO_set_mem_functions(allocate, reallocate, release) != 1) {
    std::puts("OpenSSL has asked for memory before");
    return 1;
  }
  tlog::Ed25519Seed seed;
  seed.bytes.fill(7);
  const tlog::Bytes message(100, 1);
  const tlog::Hash hash = tlog::sha256(message);
  const tlog::Ed25519PublicKey key = tlog::ed25519_public_key(seed);
  const tlog::Ed25519Signature good = tlog::ed25519_sign(seed, message);
  tlog::Ed25519Signature bad = good;
  bad[3] ^= 1;
  bool passed = throws_without_memory("SHA-256", [&] { return tlog::sha256(message) == hash; });
  passed &= throws_without_memory("public key", [&] { return tlog::ed25519_public_key(seed) == key; });
  passed &= throws_without_memory("signature", [&] { return tlog::ed25519_sign(seed, message) == good; });
  passed &= throws_without_memory("good signature", [&] { return tlog::ed25519_verify(key, message, good); });
  passed &= throws_without_memory("bad signature", [&] { return !tlog::ed25519_verify(key, message, bad); });
  return passed ? 0 : 1;
}
