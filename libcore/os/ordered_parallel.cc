#include "libcore/os/ordered_parallel.h"

#include <algorithm>

namespace tlog {

unsigned default_jobs() { return std::max(1u, std::thread::hardware_concurrency()); }

}  // namespace tlog
