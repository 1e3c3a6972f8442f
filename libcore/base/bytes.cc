#include "libcore/base/bytes.h"

#include <string.h>

namespace tlog {

void wipe(void* data, size_t size) {
  if (size > 0) explicit_bzero(data, size);  // no bytes may have no address
}

}  // namespace tlog
