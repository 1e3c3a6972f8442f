#include "libcore/crypto/chacha20_poly1305.h"

#include <openssl/evp.h>

#include <climits>
#include <memory>
#include <new>

#include "libcore/base/assert.h"

namespace tlog {

namespace {

struct FreeContext {
  void operator()(EVP_CIPHER_CTX* context) const { EVP_CIPHER_CTX_free(context); }
};
using Context = std::unique_ptr<EVP_CIPHER_CTX, FreeContext>;

const EVP_CIPHER* algorithm() {
  static const EVP_CIPHER* const fetched = [] {
    const EVP_CIPHER* found = EVP_CIPHER_fetch(nullptr, "ChaCha20-Poly1305", nullptr);
    if (found == nullptr) throw std::bad_alloc();  // the default provider has it
    return found;
  }();
  return fetched;
}

Context new_context() {
  Context context(EVP_CIPHER_CTX_new());
  if (!context) throw std::bad_alloc();
  return context;
}

}  // namespace

void chacha20_poly1305_seal(const ChachaKey& key, const ChachaNonce& nonce, Bytes& message) {
  ASSERT(message.size() < INT_MAX);
  const Context context = new_context();
  const size_t size = message.size();
  int written = 0, rest = 0;
  message.resize(size + kPoly1305TagBytes);
  if (EVP_EncryptInit_ex2(context.get(), algorithm(), key.data(), nonce.data(), nullptr) != 1) throw std::bad_alloc();
  ASSERT(EVP_EncryptUpdate(context.get(), message.data(), &written, message.data(), static_cast<int>(size)) == 1);
  ASSERT(EVP_EncryptFinal_ex(context.get(), message.data() + written, &rest) == 1);
  ASSERT(EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_AEAD_GET_TAG, kPoly1305TagBytes, message.data() + size) == 1);
}

bool chacha20_poly1305_open(const ChachaKey& key, const ChachaNonce& nonce, Bytes& sealed) {
  ASSERT(sealed.size() < INT_MAX);
  if (sealed.size() < kPoly1305TagBytes) return false;
  const Context context = new_context();
  const size_t size = sealed.size() - kPoly1305TagBytes;
  int written = 0, rest = 0;
  if (EVP_DecryptInit_ex2(context.get(), algorithm(), key.data(), nonce.data(), nullptr) != 1) throw std::bad_alloc();
  ASSERT(EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_AEAD_SET_TAG, kPoly1305TagBytes, sealed.data() + size) == 1);
  ASSERT(EVP_DecryptUpdate(context.get(), sealed.data(), &written, sealed.data(), static_cast<int>(size)) == 1);
  if (EVP_DecryptFinal_ex(context.get(), sealed.data() + written, &rest) != 1) return false;
  sealed.resize(size);
  return true;
}

}  // namespace tlog
