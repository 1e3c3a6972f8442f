#include "libcore/os/clock.h"

#include <ctime>

namespace tlog {

uint64_t unix_time() {
  const std::time_t now = std::time(nullptr);
  return now < 0 ? 0 : static_cast<uint64_t>(now);
}

}  // namespace tlog
