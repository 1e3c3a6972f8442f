#include "libcore/crypto/sha256.h"

#include <openssl/evp.h>

#include <array>
#include <memory>
#include <new>

#include "libcore/base/assert.h"
#include "libcore/crypto/sha256_kernel.h"

namespace tlog {

namespace {

// Looking an algorithm up by name costs more than hashing a leaf: once is enough.
const EVP_MD* algorithm() {
  static const EVP_MD* const fetched = [] {
    const EVP_MD* found = EVP_MD_fetch(nullptr, "SHA256", nullptr);
    if (found == nullptr) throw std::bad_alloc();  // every provider has it
    return found;
  }();
  return fetched;
}

struct FreeContext {
  void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
};

EVP_MD_CTX* new_context() {
  std::unique_ptr<EVP_MD_CTX, FreeContext> context(EVP_MD_CTX_new());
  if (!context || EVP_DigestInit_ex(context.get(), algorithm(), nullptr) != 1) throw std::bad_alloc();
  return context.release();
}

Hash finish_context(EVP_MD_CTX* context) {
  Hash hash;
  ASSERT(EVP_DigestFinal_ex(context, hash.bytes.data(), nullptr) == 1);
  return hash;
}

void openssl_many(uint8_t prefix, const ByteView* messages, size_t count, Hash* out) {
  thread_local const std::unique_ptr<EVP_MD_CTX, FreeContext> context(new_context());
  for (size_t i = 0; i < count; i++) {
    ASSERT(EVP_DigestInit_ex(context.get(), algorithm(), nullptr) == 1);
    ASSERT(EVP_DigestUpdate(context.get(), &prefix, 1) == 1);
    ASSERT(EVP_DigestUpdate(context.get(), messages[i].data(), messages[i].size()) == 1);
    out[i] = finish_context(context.get());
  }
}

// The SHA instructions win for one message and for two, and are not behind for many (tests/bench/sha256_bench; AMD Zen
// 4, nanoseconds for a node of 1, 8 and 256: 120, 54 and 51; in sixteen lanes of AVX-512 156, 100 and 53).
constexpr std::array<const Sha256Kernel*, 4> kBestFirst = {&kSha256Shani, &kSha256Avx512, &kSha256Avx2,
                                                           &kSha256Openssl};

const Sha256Kernel* best() {
  for (const Sha256Kernel* kernel : kBestFirst) {
    if (kernel->usable()) return kernel;
  }
  return &kSha256Openssl;
}

const Sha256Kernel*& kernel_in_use() {
  static const Sha256Kernel* kernel = best();
  return kernel;
}

}  // namespace

const Sha256Kernel kSha256Openssl = {"openssl", [] { return true; }, 0, openssl_many};

Hash sha256(ByteView message) {
  Sha256 hash;
  hash.update(message);
  return hash.finish();
}

void sha256_many(uint8_t prefix, std::span<const ByteView> messages, Hash* out) {
  const Sha256Kernel* kernel = kernel_in_use();
  if (messages.size() < kernel->worth_from) kernel = &kSha256Openssl;
  kernel->many(prefix, messages.data(), messages.size(), out);
}

void sha256_pairs(uint8_t prefix, const Hash* in, size_t pairs, Hash* out) {
  constexpr size_t kStep = 128;
  std::array<ByteView, kStep> messages;
  for (size_t done = 0; done < pairs;) {
    const size_t n = std::min(kStep, pairs - done);
    for (size_t i = 0; i < n; i++) messages[i] = {in[2 * (done + i)].bytes.data(), 2 * sizeof(Hash)};
    sha256_many(prefix, {messages.data(), n}, out + done);
    done += n;
  }
}

Sha256::Sha256() : context_(new_context()) {}
Sha256::~Sha256() { EVP_MD_CTX_free(static_cast<EVP_MD_CTX*>(context_)); }

void Sha256::update(ByteView bytes) {
  ASSERT(EVP_DigestUpdate(static_cast<EVP_MD_CTX*>(context_), bytes.data(), bytes.size()) == 1);
}

Hash Sha256::finish() { return finish_context(static_cast<EVP_MD_CTX*>(context_)); }

std::vector<std::string_view> sha256_kernels() {
  std::vector<std::string_view> names;
  for (const Sha256Kernel* kernel : kBestFirst) {
    if (kernel->usable()) names.push_back(kernel->name);
  }
  return names;
}

std::string_view sha256_kernel() { return kernel_in_use()->name; }

bool use_sha256_kernel(std::string_view name) {
  for (const Sha256Kernel* kernel : kBestFirst) {
    if (kernel->name == name && kernel->usable()) {
      kernel_in_use() = kernel;
      return true;
    }
  }
  return false;
}

}  // namespace tlog
