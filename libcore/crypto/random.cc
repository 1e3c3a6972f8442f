#include "libcore/crypto/random.h"

#include <openssl/rand.h>

namespace tlog {

Status random_bytes(std::span<uint8_t> out) {
  if (RAND_priv_bytes(out.data(), static_cast<int>(out.size())) != 1) {
    return Error(Errc::kIo, "the system gives no random bytes");
  }
  return {};
}

}  // namespace tlog
