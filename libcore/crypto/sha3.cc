#include "libcore/crypto/sha3.h"

#include <openssl/evp.h>

#include <new>

namespace tlog {

namespace {

// Looking an algorithm up by name costs more than hashing a short message: once is enough.
const EVP_MD* algorithm() {
  static const EVP_MD* const fetched = [] {
    const EVP_MD* found = EVP_MD_fetch(nullptr, "SHA3-256", nullptr);
    if (found == nullptr) throw std::bad_alloc();  // the default provider has it
    return found;
  }();
  return fetched;
}

}  // namespace

Hash sha3_256(ByteView message) {
  Hash hash;
  if (EVP_Digest(message.data(), message.size(), hash.bytes.data(), nullptr, algorithm(), nullptr) != 1) {
    throw std::bad_alloc();  // nothing else can fail
  }
  return hash;
}

}  // namespace tlog
