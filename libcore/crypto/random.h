#pragma once
// Random bytes from the system, good for keys.

#include <cstdint>
#include <span>

#include "libcore/base/result.h"

namespace tlog {

Status random_bytes(std::span<uint8_t> out);

}  // namespace tlog
