#pragma once
// The time of this machine. Whoever judges by the time gets it passed in, so that a test can say what it is.

#include <cstdint>

namespace tlog {

// Seconds since the Epoch; 0 for a clock that is set before it.
uint64_t unix_time();

}  // namespace tlog
