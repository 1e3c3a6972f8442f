#include "libcore/base/bytes.h"

#include <string.h>

namespace tlog {

void wipe(void* data, size_t size) { explicit_bzero(data, size); }

}  // namespace tlog
