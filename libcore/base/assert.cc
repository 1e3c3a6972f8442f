#include "libcore/base/assert.h"

#include <cstdio>
#include <cstdlib>

namespace tlog {

void assert_failed(const char* condition, const char* file, int line) {
  std::fprintf(stderr, "internal error: %s:%d: %s\n", file, line, condition);
  std::abort();
}

}  // namespace tlog
