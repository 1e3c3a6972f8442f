#pragma once
// An input that is a file or, as "-", standard input.

#include <string>

#include "libcore/base/result.h"

namespace tlog {

// For messages: the path made printable, or "standard input".
std::string input_name(const std::string& path);

// All of it. malformed: longer than `max_bytes`.
Result<std::string> read_input(const std::string& path, size_t max_bytes);

}  // namespace tlog
